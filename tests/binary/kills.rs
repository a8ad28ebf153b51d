//! Ten thousand letters, and a process that is killed, asked to end and asked for more while they go out.

use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use amicus::base::random::Random;

use crate::newsroom::Campaign;
use crate::site::{on_postgres, wait_until};

/// What DESIGN allows: so many letters under way when a process ends.
pub(crate) const CONNECTIONS: usize = 8;
/// The peer takes its time over each letter, so that what is under way is under way for a while.
pub(crate) const SLOWLY: [&str; 4] = ["--read-every", "100", "--delay", "8"];

/// Ten thousand and twenty kills where everything is asked for; a small measure on a developer's own machine.
fn measure() -> (usize, usize) {
    let whole = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
    if whole { (10_000, 20) } else { (1_000, 4) }
}

/// Sends that fill the machine go one after another. Whoever only waits for the end of a lease holds up nobody.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says what was measured, past the test runner.
pub(crate) fn say(what: &str) {
    let database = if on_postgres() { "PostgreSQL" } else { "SQLite" };
    std::io::stderr().write_all(format!("measured on {database}: {what}\n").as_bytes()).unwrap();
}

#[test]
fn killed_again_and_again_while_letters_go_out_it_loses_none_and_repeats_no_more_than_were_under_way() {
    let alone = alone();
    let (subscribers, kills) = measure();
    let Some(mut campaign) = Campaign::set_up(subscribers, &SLOWLY) else { return };
    let random = Random::seeded(20);
    let latest = u64::try_from(subscribers / 20 * 19).unwrap();
    let mut moments: Vec<u64> = (0..kills).map(|_| 1 + random.below(latest)).collect();
    moments.sort_unstable();

    campaign.announce();
    let begun = Instant::now();
    for moment in moments {
        campaign.wait_for(usize::try_from(moment).unwrap());
        std::thread::sleep(Duration::from_micros(random.below(10_000)));
        let so_far = campaign.peer.count() - campaign.before;
        assert!(so_far < subscribers, "the kill at letter {moment} came after the last one");
        campaign = campaign.killed_and_started_again();
    }
    campaign.wait_until_none_is_queued();
    drop(alone);
    campaign.wait_for_the_end();
    let took = begun.elapsed();
    let repeats = campaign.expect_everyone_got_it();
    assert!(repeats <= CONNECTIONS * kills, "{repeats} repeats after {kills} kills");
    say(&format!("{subscribers} letters, {kills} kills: missing 0, repeats {repeats}, {} s", took.as_secs()));
}

#[test]
fn a_reset_does_not_wait_behind_alerts_and_an_end_that_is_asked_for_loses_and_doubles_nothing() {
    let _alone = alone();
    let (subscribers, _) = measure();
    let Some(mut campaign) = Campaign::set_up(subscribers, &SLOWLY) else { return };
    campaign.announce();
    let mut waits = Vec::new();
    for tenth in [1, 2, 4] {
        campaign.wait_for(subscribers * tenth / 10);
        waits.push(reset(&campaign));
        assert!(campaign.peer.count() - campaign.before < subscribers, "the send was over");
    }
    campaign.wait_for(subscribers / 2);
    let asked = Instant::now();
    campaign = campaign.ended_and_started_again();
    let ended = asked.elapsed();
    campaign.wait_for_the_end();
    assert_eq!(campaign.expect_everyone_got_it(), 0, "a letter was doubled");
    let waits: Vec<String> = waits.iter().map(|wait| format!("{} ms", wait.as_millis())).collect();
    say(&format!(
        "{subscribers} letters: resets took {}; asked to end, it did and was back within {} ms",
        waits.join(", "),
        ended.as_millis()
    ));
}

/// Asks for a new password; answers how long the letter took to the peer.
fn reset(campaign: &Campaign) -> Duration {
    let address = "mia@example.org";
    let to_mia =
        || campaign.peer.letters().into_iter().filter(|letter| letter.to() == address).collect::<Vec<_>>();
    let (before, stranger) = (to_mia().len(), crate::person::Person::stranger(&campaign.site));
    let page = stranger.get("/account/reset");
    let asked = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let answer = stranger.fill(&page, "/account/reset", &[("email", address)]);
    assert!(answer.status == 200 || answer.status == 303, "{}", answer.text());
    let mut letters = Vec::new();
    wait_until("that the reset is at the peer", || {
        letters = to_mia();
        letters.len() > before
    });
    let took = Duration::from_secs_f64(letters[before].time).saturating_sub(asked);
    assert!(took < Duration::from_secs(2), "the reset waited for {took:?}");
    took
}

impl Campaign {
    /// Ends the process as a power cut does, and starts it again.
    fn killed_and_started_again(self) -> Self {
        let Self { place, peer, site, newsroom, subscribers, before } = self;
        site.kill();
        let site = place.serve();
        Self { place, peer, site, newsroom, subscribers, before }
    }

    /// Asks the process to end, and starts it again.
    fn ended_and_started_again(self) -> Self {
        let Self { place, peer, site, newsroom, subscribers, before } = self;
        let begun = Instant::now();
        site.terminate();
        assert_eq!(site.end().code(), Some(0));
        assert!(begun.elapsed() < Duration::from_secs(30), "it took {:?} to end", begun.elapsed());
        let site = place.serve();
        Self { place, peer, site, newsroom, subscribers, before }
    }
}
