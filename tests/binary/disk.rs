//! A database that cannot be written: a disk without room, another program that holds it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::ledger::{Entry, expect_all, receipt_of, submit};
use crate::rows;
use crate::site::{Place, Site, leave_out, on_postgres, wait_until};

/// A small disk of its own, taken away at the end.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs"])
            .arg(folder.path())
            .output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes every byte that is left.
    fn fill(&self) {
        let mut filling = File::create(self.path().join("filling")).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            let chunk = vec![0_u8; size];
            while filling.write_all(&chunk).is_ok() {}
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.path().join("filling")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.path()).status().unwrap();
    }
}

fn entry(site: &Site, article: &str, number: usize) -> Result<Entry, u16> {
    let text = format!("Thought number {number} needs a place to stay for a while.");
    let answer = submit(site.at, article, "Ada", &text).unwrap();
    if let Some(receipt) = receipt_of(&answer) {
        return Ok(Entry { receipt, text });
    }
    assert!(answer.body.contains("<main"), "{answer:?}");
    Err(answer.status)
}

#[test]
fn without_room_comments_get_a_plain_page_reading_goes_on_and_room_mends_it() {
    if on_postgres() {
        return;
    }
    let Some(disk) = Disk::mount() else {
        leave_out("a full disk", "mounting a small one needs root");
        return;
    };
    let place = Place::in_folder(&disk.path().join("var"));
    let site = place.serve();
    let article = site.article();
    let mut entries = vec![entry(&site, &article, 0).unwrap()];
    disk.fill();
    let mut number = 0;
    wait_until("that a comment finds no room", || {
        number += 1;
        match entry(&site, &article, number) {
            Ok(kept) => entries.push(kept),
            Err(status) => assert_eq!(status, 503),
        }
        entries.len() < number
    });
    for path in ["/", article.as_str(), "/rules", "/articles"] {
        assert_eq!(site.get(path).status, 200, "{path}");
    }
    expect_all(&site, &entries);
    disk.make_room();
    wait_until("that comments are taken again", || {
        number += 1;
        entry(&site, &article, number).is_ok_and(|kept| {
            entries.push(kept);
            true
        })
    });
    expect_all(&site, &entries);
    site.terminate();
    assert_eq!(site.end().code(), Some(0));
    assert!(place.done(&["check"]).contains("sound"), "the database is whole");
}

#[test]
fn while_another_program_holds_the_database_comments_are_refused_in_time_and_reading_goes_on() {
    if on_postgres() {
        return;
    }
    let mut place = Place::new();
    place.set("DATABASE__BUSY_SECONDS", "1");
    let site = place.serve();
    let article = site.article();
    let held = rows::hold(&place);
    let answer = submit(site.at, &article, "Ada", "This has to wait for somebody else to finish.").unwrap();
    assert_eq!(answer.status, 503);
    assert!(!answer.header("retry-after").is_empty(), "{}", answer.head);
    assert_eq!(site.get("/rules").status, 200);
    drop(held);
    assert!(entry(&site, &article, 1).is_ok());
}
