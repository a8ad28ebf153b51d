//! Hearings, by the court's own clock.

use amicus::cases::{self, HearingState};

use crate::support::TestApp;

#[actix_web::test]
async fn an_editor_plans_moves_and_cancels_a_hearing() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let ed = app.editor("ed").await;
    let new = format!("/editor/cases/{}/hearings/new", case.id);
    let fields = [
        ("title", "Argument"),
        ("place", "Courtroom 3"),
        ("starts", "2026-03-08 02:30"),
        ("time_zone", "America/Los_Angeles"),
        ("minutes", "90"),
        ("deed", "save"),
    ];
    let gap = ed.submit(&new, &new, &fields).await.expect(422);
    assert!(gap.problem_of("starts").contains("clocks go forward"), "{gap:?}");
    assert_eq!(gap.field_value("starts"), "2026-03-08 02:30");
    let planned = ed.fill(&gap, &new, &[("starts", "2026-03-09T09:30"), ("deed", "save")]).await.expect(200);
    assert_eq!(planned.field_value("starts"), "2026-03-09 09:30");

    let place = planned.path.split('?').next().unwrap().to_owned();
    let stale = ed.get(&place).await.expect(200);
    ed.fill(&planned, &place, &[("starts", "2026-03-07 09:30"), ("deed", "save")]).await.expect(200);
    let late = ed.fill(&stale, &place, &[("place", "Courtroom 4"), ("deed", "save")]).await.expect(409);
    assert!(late.text_of(".notice.wait").contains("Courtroom 4"), "{late:?}");
    let look = move |conn: &mut amicus::db::Conn| {
        Ok((cases::hearings(conn, &case.id)?.remove(0), cases::by_id(conn, &case.id)?.unwrap().version))
    };
    let (moved, version) = app.db().read(look.clone()).await.unwrap();
    assert_eq!(moved.begins_at().to_string(), "2026-03-07T17:30:00Z", "still winter");
    assert_eq!(moved.sequence, 1);
    let cancelled = ed.submit(&place, &place, &[("deed", "cancel")]).await.expect(200);
    assert!(cancelled.main_text().contains("planned again"), "{cancelled:?}");
    let (gone, later) = app.db().read(look).await.unwrap();
    assert_eq!((gone.state, gone.sequence), (HearingState::Cancelled, 2));
    assert!(later > version, "pages made of the case are made anew");
}
