//! The editor's pages of cases: the case, its hearings, its updates, and what becomes of them.

mod after;
mod case;
mod hearing;
mod room;
mod standing;
mod update;

pub use self::after::{correct, corrections, retract, retraction};
pub use self::case::{begin, blank, desk, list, save};
pub use self::hearing::{
    blank as blank_hearing, desk as hearing, plan as plan_hearing, save as save_hearing,
};
pub use self::update::{begin as begin_update, blank as blank_update, desk as update, save as save_update};
