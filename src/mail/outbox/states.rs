//! The states of a delivery, and which of them mean that it still goes somewhere.

/// States in which somebody holds the delivery, or held it when he died.
pub(super) const HELD: [&str; 2] = [DeliveryState::Leased.as_str(), DeliveryState::Attempting.as_str()];
/// States of what waits for its time: what was put off goes before the rest.
pub(super) const WAITING: [&str; 2] = [DeliveryState::Deferred.as_str(), DeliveryState::Queued.as_str()];
/// States of what is not settled.
pub(super) const UNSETTLED: [&str; 4] = [WAITING[0], WAITING[1], HELD[0], HELD[1]];

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DeliveryState {
    Queued,
    Deferred,
    Leased,
    Attempting,
    Sent,
    Failed,
    Suppressed,
    Cancelled,
    Expired,
    Uncertain,
}

impl DeliveryState {
    const ALL: [Self; 10] = [
        Self::Queued,
        Self::Deferred,
        Self::Leased,
        Self::Attempting,
        Self::Sent,
        Self::Failed,
        Self::Suppressed,
        Self::Cancelled,
        Self::Expired,
        Self::Uncertain,
    ];

    /// Its name in the table.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Deferred => "deferred",
            Self::Leased => "leased",
            Self::Attempting => "attempting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Suppressed => "suppressed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Uncertain => "uncertain",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether it may still be sent.
    pub(super) const fn is_unsettled(self) -> bool {
        matches!(self, Self::Queued | Self::Deferred | Self::Leased | Self::Attempting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_settled_waits_or_is_held() {
        for state in DeliveryState::ALL {
            assert_eq!(state.is_unsettled(), UNSETTLED.contains(&state.as_str()), "{state:?}");
            assert_eq!(DeliveryState::of(state.as_str()), Some(state));
        }
    }
}
