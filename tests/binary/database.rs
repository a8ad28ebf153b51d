//! The database of a program that migrates its own.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::postgres;

/// The address of a fresh PostgreSQL database without any table; `None` where this run is not on PostgreSQL.
pub(crate) fn empty_postgres() -> Option<String> {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    std::env::var("AMICUS_TEST_DATABASE").ok().filter(|kind| kind == "postgres")?;
    let cluster = postgres::cluster().expect("AMICUS_TEST_DATABASE=postgres asks for PostgreSQL");
    let name = format!("site_{}", MADE.fetch_add(1, Ordering::Relaxed));
    cluster.order(&format!("CREATE DATABASE {name}"));
    Some(cluster.url(&name))
}
