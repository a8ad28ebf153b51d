//! amicus.

pub mod audit;
pub mod base;
pub mod config;
pub mod db;
pub mod error;
pub mod mail;
pub mod schema;
pub mod web;
