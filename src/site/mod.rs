//! What spans the features: the pages that readers see, what is kept and for how long, what a person can take along
//! and have erased, the admin's home, the description of the API. It owns no table.

pub mod api;
pub mod audit_head;
pub mod cache;
pub mod erasure;
pub mod export;
pub mod letters;
mod mailbox;
pub mod pages;
pub mod retention;
mod settings;
pub mod transparency;
mod warnings;
