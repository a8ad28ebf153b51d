use std::future::poll_fn;
use std::sync::Mutex;
use std::task::Poll;

use proptest::prelude::*;
use tokio::task::JoinHandle;

use super::*;

const GOOD: &str = "marble otter sings under seven lamps";

fn typed(text: &str) -> Typed {
    Typed(Zeroizing::new(text.to_owned()))
}

fn cheap() -> Hasher {
    Hasher::new(Cost::CHEAP, 1, 64, Random::seeded(3))
}

fn problem(text: &str, about: &[&str]) -> Option<PasswordProblem> {
    Password::fresh(text, about).err()
}

fn sent(text: &str) -> Password {
    Password::parse(text).unwrap()
}

#[test]
fn a_password_has_fifteen_characters_of_any_kind() {
    assert_eq!(problem("", &[]), Some(PasswordProblem::Missing));
    assert_eq!(problem("kq8 Zr0!mv2 uX", &[]), Some(PasswordProblem::TooShort));
    assert_eq!(problem("kq8 Zr0!mv2 uXw", &[]), None);
    assert_eq!(problem("крыша говорит с морем", &[]), None);
    assert_eq!(problem(GOOD, &[]), None);
}

#[test]
fn a_long_password_is_taken_and_a_too_long_one_is_never_hashed() {
    let long: String = GOOD.chars().cycle().take(256).collect();
    assert_eq!(problem(&long, &[]), None);
    assert_eq!(problem(&format!("{long}x"), &[]), Some(PasswordProblem::TooLong));
    assert_eq!(Password::parse(&"x".repeat(1_000_000)).err(), Some(PasswordProblem::TooLong));
}

#[test]
fn what_everyone_would_try_is_refused() {
    for easy in ["aaaaaaaaaaaaaaaaaaaa", "passwordpassword", "123456789012345678", "qwertyuiopasdfghjkl"] {
        assert_eq!(problem(easy, &[]), Some(PasswordProblem::Guessable), "{easy}");
    }
}

#[test]
fn words_of_the_site_and_of_its_owner_do_not_help() {
    for easy in ["whatsapppegasus", "pegasuspegasusnso", "NSO Pegasus WhatsApp", "Spyware-Trial-2019!"] {
        assert_eq!(problem(easy, &[]), Some(PasswordProblem::Guessable), "{easy}");
    }
    assert_eq!(problem("a pegasus with seven lamps", &[]), None);
    let about = ["Adalberta Quistgaard", "adalberta.quistgaard@example.org"];
    for easy in ["adalbertaquistgaard", "Adalberta Quistgaard", "quistgaardquistgaard"] {
        assert_eq!(problem(easy, &about), Some(PasswordProblem::Guessable), "{easy}");
    }
}

#[tokio::test]
async fn a_hash_names_its_cost_and_holds_a_salt_of_sixteen_bytes() {
    let passwords = Passwords { memory_kib: 65_536, passes: 3, at_once: 0, waiting: 64 };
    let hash = Hasher::of(&passwords, Random::seeded(1)).hash(sent(GOOD)).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
    assert_eq!(Stored::parse(&hash).unwrap().salt.len(), 16);
}

#[tokio::test]
async fn the_right_password_is_told_from_a_wrong_one() {
    let hasher = cheap();
    let hash = hasher.hash(sent(GOOD)).await.unwrap();
    assert_eq!(hasher.verify(sent(GOOD), Some(hash.clone())).await.unwrap(), Verdict::Right);
    assert_eq!(hasher.verify(sent("marble otter"), Some(hash)).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn an_accent_is_the_same_however_the_keyboard_makes_it() {
    let hasher = cheap();
    let hash = hasher.hash(sent("caf\u{e9} under seven lamps")).await.unwrap();
    let verdict = hasher.verify(sent("cafe\u{301} under seven lamps"), Some(hash)).await.unwrap();
    assert_eq!(verdict, Verdict::Right);
}

#[tokio::test]
async fn a_hash_of_an_older_cost_is_replaced_by_the_right_password_only() {
    let old = cheap().hash(sent(GOOD)).await.unwrap();
    let hasher = Hasher::new(Cost { memory_kib: 128, passes: 2 }, 1, 1, Random::seeded(4));
    assert_eq!(hasher.verify(sent("not the password"), Some(old.clone())).await.unwrap(), Verdict::Wrong);
    let Verdict::Outdated(fresh) = hasher.verify(sent(GOOD), Some(old)).await.unwrap() else {
        panic!("not replaced")
    };
    assert!(fresh.starts_with("$argon2id$v=19$m=128,t=2,p=1$"), "{fresh}");
    assert_eq!(hasher.verify(sent(GOOD), Some(fresh)).await.unwrap(), Verdict::Right);
}

#[tokio::test]
async fn an_unknown_address_costs_the_same_one_run() {
    let hasher = cheap();
    assert_eq!(hasher.verify(sent(GOOD), None).await.unwrap(), Verdict::Wrong);
    assert_eq!(hasher.runs(), 1);
}

/// Has someone wait for a hash; their name is noted once it is made.
fn wait(
    hasher: &Hasher,
    name: &'static str,
    served: &Arc<Mutex<Vec<&'static str>>>,
) -> JoinHandle<Result<()>> {
    let (hasher, served) = (hasher.clone(), Arc::clone(served));
    tokio::spawn(async move {
        hasher.hash(sent(GOOD)).await?;
        served.lock().unwrap().push(name);
        Ok(())
    })
}

async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn whoever_finds_the_waiting_room_full_is_told_to_come_back() {
    let hasher = Hasher::new(Cost::CHEAP, 1, 2, Random::seeded(5));
    let (room, served) = (Arc::clone(&hasher.room), Arc::default());
    let held = Arc::clone(&room.running).acquire_owned().await.unwrap();
    let waiting: Vec<_> = (0..3).map(|_| wait(&hasher, "stranger", &served)).collect();
    until(|| room.places.available_permits() == 0).await;
    assert!(matches!(hasher.hash(sent(GOOD)).await, Err(Error::Unavailable)));
    drop(held);
    for hashed in waiting {
        assert!(hashed.await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn whoever_is_known_comes_in_while_strangers_keep_every_place_and_before_those_who_wait() {
    let hasher = Hasher::new(Cost::CHEAP, 1, 2, Random::seeded(5));
    let (room, served) = (Arc::clone(&hasher.room), Arc::default());
    let held = Arc::clone(&room.running).acquire_owned().await.unwrap();
    let mut waiting: Vec<_> = (0..3).map(|_| wait(&hasher, "stranger", &served)).collect();
    until(|| room.places.available_permits() == 0 && room.strangers_in_row.available_permits() == 0).await;
    waiting.push(wait(&hasher.for_known(), "owner", &served));
    until(|| room.kept.available_permits() < KEPT).await;
    // Whoever stands behind the owner holds everybody up who comes after: only those before were served then.
    let mut behind = std::pin::pin!(Arc::clone(&room.running).acquire_owned());
    assert!(poll_fn(|context| Poll::Ready(behind.as_mut().poll(context).is_pending())).await);
    drop(held);
    let held_again = behind.await.unwrap();
    until(|| served.lock().unwrap().len() == 2).await;
    assert!(served.lock().unwrap().contains(&"owner"));
    drop(held_again);
    for hashed in waiting {
        assert!(hashed.await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn even_of_those_who_are_known_only_few_may_wait() {
    let hasher = Hasher::new(Cost::CHEAP, 1, 2, Random::seeded(5)).for_known();
    let (room, served) = (Arc::clone(&hasher.room), Arc::default());
    let held = Arc::clone(&room.running).acquire_owned().await.unwrap();
    let waiting: Vec<_> = (0..KEPT).map(|_| wait(&hasher, "owner", &served)).collect();
    until(|| room.kept.available_permits() == 0).await;
    assert!(matches!(hasher.hash(sent(GOOD)).await, Err(Error::Unavailable)));
    drop(held);
    for hashed in waiting {
        assert!(hashed.await.unwrap().is_ok());
    }
}

#[test]
fn nothing_shows_a_password() {
    assert_eq!(format!("{:?} {:?}", typed(GOOD), sent(GOOD)), "Typed(…) Password(…)");
}

proptest! {
    #[test]
    fn any_text_is_judged(text in "\\PC{0,300}", about in "\\PC{0,40}") {
        let judged = Password::fresh(&text, &[&about]);
        if judged.is_ok() {
            prop_assert!((15..=256).contains(&text.nfc().count()));
        }
    }

    #[test]
    fn only_our_own_hashes_are_read(text in "(\\$argon2id\\$v=19\\$)?[a-z0-9=,$+/]{0,60}") {
        if let Some(stored) = Stored::parse(&text) {
            prop_assert!(Stored::parse(&stored.to_string()).is_some());
        }
    }
}
