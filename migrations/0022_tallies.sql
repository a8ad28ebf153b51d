-- What happened in the discussions on each day that is over, in numbers. They stay when texts, findings and reports go.
-- `kind`: `day` (this day was counted), `event`, `rule`, `check`, `waited` (whole hours) or `report`; `name`: which.
CREATE TABLE tallies (
    day   {{instant}} NOT NULL,
    kind  TEXT NOT NULL,
    name  TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, kind, name)
);
