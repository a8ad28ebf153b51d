//! Two instances of one site on one PostgreSQL.

use std::time::Duration;

use crate::kills::{CONNECTIONS, alone, say};
use crate::ledger::submit;
use crate::newsroom::Campaign;
use crate::rows;
use crate::site::{DEADLINE, on_postgres, wait_until};

const SUBSCRIBERS: usize = 2_000;

/// Whether more is held now than one process can hold: each of its connections holds one handful.
fn both_postmen_send(campaign: &Campaign) -> bool {
    let sql =
        "SELECT DISTINCT leased_by AS word FROM deliveries WHERE leased_by IS NOT NULL AND lane = 'bulk'";
    rows::words(&campaign.place, sql).len() > CONNECTIONS
}

#[test]
fn two_instances_serve_one_campaign_no_letter_goes_twice_and_what_one_decides_the_other_shows() {
    if !on_postgres() {
        return;
    }
    let _alone = alone();
    let Some(campaign) = Campaign::set_up(SUBSCRIBERS, &["--read-every", "100", "--delay", "20"]) else {
        return;
    };
    let beside = campaign.place.beside();
    let other = beside.serve();
    campaign.announce();
    campaign.peer.wait_until("that both postmen send", DEADLINE, || both_postmen_send(&campaign));

    let (article, text) =
        (other.article(), "Said on the one machine, read on the other, for everybody to see.");
    assert_eq!(submit(other.at, &article, "Ada", text).unwrap().status, 303);
    let ruth = &campaign.newsroom.ruth;
    assert!(ruth.get("/moderation").body.contains(text));
    ruth.does("/moderation", "/approve", &[]);
    wait_until("that the comment is shown on the other", || other.get(&article).body.contains(text));
    let second = ruth.before(&other);
    assert!(!second.get("/moderation").body.contains(text), "it is decided there as well");

    campaign.wait_for_the_end();
    assert_eq!(campaign.expect_everyone_got_it(), 0, "a letter went twice");
    say(&format!("two instances: {SUBSCRIBERS} letters, none twice"));
}

#[test]
fn an_instance_that_was_frozen_past_its_lease_sends_nothing_twice_but_what_it_had_in_its_hands() {
    if !on_postgres() {
        return;
    }
    let alone = alone();
    let Some(campaign) = Campaign::set_up(SUBSCRIBERS, &["--read-every", "100", "--delay", "100"]) else {
        return;
    };
    let beside = campaign.place.beside();
    let other = beside.serve();
    campaign.announce();
    campaign.peer.wait_until("that both postmen send", DEADLINE, || both_postmen_send(&campaign));
    campaign.site.signal("-STOP");
    campaign.wait_until_none_is_queued();
    drop(alone);
    // All that is not in the frozen one's hands comes, and then, when its lease has run out, the rest.
    campaign.wait_for_the_end();
    let _alone = crate::kills::alone();
    campaign.site.signal("-CONT");
    wait_until("that the woken one answers", || campaign.site.get("/readyz").status == 200);
    let quiet = campaign.peer.count();
    std::thread::sleep(Duration::from_secs(2));
    assert!(campaign.peer.count() - quiet <= CONNECTIONS, "the woken one goes on sending");
    let repeats = campaign.expect_everyone_got_it();
    assert!(repeats <= CONNECTIONS, "{repeats} repeats");
    say(&format!("frozen past its lease: {SUBSCRIBERS} letters, {repeats} repeats"));
    drop(other);
}
