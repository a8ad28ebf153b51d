//! What relays do, and what becomes of letters then.

use std::sync::Arc;
use std::time::Duration;

use amicus::base::text::EmailAddress;
use amicus::mail::books::{self, LetterState};
use amicus::mail::suppressions;
use amicus::mail::transport::{Patience, Transport};
use tokio::net::TcpListener;

use super::office::{DOTS, LINK, begin, books, deed, marks, over, post, postman, quick, relay, until};
use super::peer::{Act, At, Manner, Peer, Tls};
use crate::support::{HOUR, MINUTE, TestApp};

/// Longer than any test waits.
const A_LONG_TIME: Duration = Duration::from_hours(1);

/// A way out that has tried the relay for the last time in this test once it lets it rest.
fn over_a_resting(peer: &Peer) -> Transport {
    let patience = Patience { rest: A_LONG_TIME, longest_rest: A_LONG_TIME, ..quick() };
    Transport::Smtp(Arc::new(relay(&peer.url(), patience, None)))
}

#[actix_web::test]
async fn a_letter_goes_to_its_reader_under_the_senders_return_path() {
    for pipelining in [true, false] {
        let app = TestApp::start().await;
        let peer = Peer::in_manner(Manner { pipelining, ..Manner::default() }, |_, _, _| Act::Usual).await;
        let letter = begin(&app, 2).await;
        assert_eq!(postman(&app, over(&peer)).deliver_due().await.unwrap(), 2);
        assert_eq!(peer.seen().connections, 1);
        assert_eq!(peer.seen().taken.len(), 2);
        let first = peer.seen().taken[0].clone();
        assert_eq!(first.from, "back@example.org");
        assert!(first.to.starts_with("reader"), "{:?}", first.to);
        let books = books(&app, &letter).await;
        assert_eq!((books.sent, books.last_minute, books.state), (2, 2, LetterState::Done));
    }
}

#[actix_web::test]
async fn headers_are_sent_as_they_stand_and_break_no_line() {
    let app = TestApp::start().await;
    let peer = Peer::good().await;
    begin(&app, 1).await;
    post(&app, "ada").await;
    postman(&app, over(&peer)).deliver_due().await.unwrap();
    let seen = peer.seen();
    for taken in &seen.taken {
        assert_eq!(taken.header("List-Unsubscribe"), Some(LINK));
        assert_eq!(taken.header("List-Id"), Some("News Bcc: eve@example.org"));
        assert_eq!(taken.header("Subject"), Some("A note Bcc: eve@example.org"));
        assert_eq!(taken.header("Auto-Submitted"), Some("auto-generated"));
        assert_eq!(taken.header("Bcc"), None, "{}", taken.letter);
        let to_many = taken.header("X-Auto-Response-Suppress");
        assert_eq!(to_many, (taken.to != "ada@example.org").then_some("OOF, AutoReply"));
    }
}

#[actix_web::test]
async fn lines_that_begin_with_dots_arrive_as_they_were() {
    let app = TestApp::start().await;
    let peer = Peer::good().await;
    post(&app, "ada").await;
    postman(&app, over(&peer)).deliver_due().await.unwrap();
    let letter = peer.seen().taken[0].letter.clone();
    let read = mail_parser::MessageParser::default().parse(letter.as_bytes()).unwrap();
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), DOTS.trim_end());
}

#[actix_web::test]
async fn a_relay_that_refuses_the_connection_is_held_against_no_letter() {
    let app = TestApp::start().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nowhere = relay(&format!("smtp://{closed}"), quick(), None);
    assert_eq!(nowhere.knock().await.unwrap_err(), "nothing answers at that address");
    let letter = begin(&app, 3).await;
    let before = app.db().changes();
    assert_eq!(postman(&app, Transport::Smtp(Arc::new(nowhere))).deliver_due().await.unwrap(), 0);
    assert_eq!(app.db().changes(), before, "nothing is leased that could not be sent");
    assert_eq!(books(&app, &letter).await.queued, 3);
    app.leave_mail();
}

/// A relay whose first connection ends badly at `at`, before it has the letter.
async fn ends_badly_once(at: At, act: Act) -> Peer {
    Peer::doing(move |here, times, _| if here == at && times == 0 { act.clone() } else { Act::Usual }).await
}

/// Such a relay is left to rest with nothing held against the letters, and gets each of them once when it has rested.
async fn recovers_from(at: At, act: Act) {
    let app = TestApp::start().await;
    let letter = begin(&app, 3).await;
    let resting = over_a_resting(&ends_badly_once(at, act.clone()).await);
    postman(&app, resting).deliver_due().await.unwrap();
    let first = books(&app, &letter).await;
    assert_eq!((first.queued, first.sent), (3, 0), "{at:?}: {first:?}");
    assert_eq!(marks(&app).await, vec![(0, 0, None); 3], "{at:?}");

    let peer = ends_badly_once(at, act).await;
    let postman = postman(&app, over(&peer));
    until(&app, &postman, &letter, |books| books.sent == 3).await;
    assert_eq!(peer.seen().taken.len(), 3, "{at:?}: nothing was sent twice");
}

#[actix_web::test]
async fn a_relay_that_is_silent_at_its_banner_is_asked_again_later() {
    recovers_from(At::Banner, Act::Hang).await;
}

#[actix_web::test]
async fn a_relay_that_is_silent_after_data_has_not_got_the_letter() {
    recovers_from(At::Data, Act::Hang).await;
}

#[actix_web::test]
async fn a_relay_that_closes_with_421_has_not_got_the_letter() {
    recovers_from(At::Mail, Act::Say("421 4.3.2 closing")).await;
    recovers_from(At::Banner, Act::Say("421 4.3.2 closing")).await;
}

#[actix_web::test]
async fn a_connection_lost_before_the_dot_costs_nothing() {
    recovers_from(At::Recipient, Act::Cut).await;
}

#[actix_web::test]
async fn a_reply_of_a_megabyte_is_not_read_to_its_end() {
    recovers_from(At::Hello, Act::Flood).await;
    recovers_from(At::Mail, Act::Flood).await;
}

#[actix_web::test]
async fn what_does_not_speak_smtp_is_left_alone() {
    recovers_from(At::Banner, Act::Say("HTTP/1.1 400 Bad Request")).await;
}

/// A relay that swallows the first letter and says nothing: was it taken?
async fn doubts_after(act: Act) {
    let app = TestApp::start().await;
    let peer =
        Peer::doing(move |at, times, _| if at == At::Dot && times == 0 { act.clone() } else { Act::Usual })
            .await;
    let letter = begin(&app, 1).await;
    let postman = postman(&app, over(&peer));
    postman.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.deferred, 1);
    assert_eq!(marks(&app).await, [(1, 1, None)]);
    app.clock.advance(3 * MINUTE);
    until(&app, &postman, &letter, |books| books.sent == 1).await;
    let seen = peer.seen();
    assert_eq!(seen.taken.len(), 2, "it is sent once more");
    assert_eq!(seen.taken[0].message_id(), seen.taken[1].message_id());
}

#[actix_web::test]
async fn a_relay_that_is_silent_after_the_dot_gets_the_letter_once_more_under_its_message_id() {
    doubts_after(Act::Hang).await;
}

#[actix_web::test]
async fn a_connection_lost_after_the_dot_is_a_doubt_too() {
    doubts_after(Act::Cut).await;
}

#[actix_web::test]
async fn a_letter_in_doubt_twice_waits_for_a_person() {
    let app = TestApp::start().await;
    let peer =
        Peer::doing(|at, times, _| if at == At::Dot && times < 2 { Act::Cut } else { Act::Usual }).await;
    let letter = begin(&app, 1).await;
    let postman = postman(&app, over(&peer));
    postman.deliver_due().await.unwrap();
    app.clock.advance(3 * MINUTE);
    let books_then = until(&app, &postman, &letter, |books| books.uncertain == 1).await;
    assert_eq!(books_then.state, LetterState::Done);
    app.clock.advance(HOUR);
    assert_eq!(postman.deliver_due().await.unwrap(), 0, "it is not sent again by itself");

    assert_eq!(deed(&app, &letter, books::send_uncertain_again).await.unwrap(), 1);
    assert_eq!(books(&app, &letter).await.state, LetterState::Open);
    let sent = until(&app, &postman, &letter, |books| books.sent == 1).await;
    assert_eq!(sent.state, LetterState::Done);
}

#[actix_web::test]
async fn a_greylisting_relay_gets_the_letter_later() {
    let app = TestApp::start().await;
    let peer = Peer::doing(|at, times, _| {
        if at == At::Recipient && times == 0 {
            Act::Say("451 4.7.1 <reader0@example.org> grey")
        } else {
            Act::Usual
        }
    })
    .await;
    let letter = begin(&app, 1).await;
    let postman = postman(&app, over(&peer));
    postman.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.deferred, 1);
    assert_eq!(marks(&app).await, [(1, 0, Some("451 4.7.1".to_owned()))], "no address is kept");
    assert_eq!(postman.deliver_due().await.unwrap(), 0);
    app.clock.advance(3 * MINUTE);
    postman.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.sent, 1);
    assert_eq!(peer.seen().connections, 1, "a refusal costs no connection");
}

async fn stopped(app: &TestApp, address: &'static str) -> bool {
    let (keys, address) = (app.app.keys.clone(), EmailAddress::parse(address).unwrap());
    app.db().read(move |conn| suppressions::stops_bulk(conn, &keys, &address)).await.unwrap()
}

#[actix_web::test]
async fn one_address_that_is_none_keeps_nobody_waiting_and_is_not_tried_again() {
    for pipelining in [true, false] {
        let app = TestApp::start().await;
        let peer = Peer::in_manner(Manner { pipelining, ..Manner::default() }, |at, _, line| {
            if at == At::Recipient && line.contains("reader3@") {
                Act::Say("550 5.1.1 nobody")
            } else {
                Act::Usual
            }
        })
        .await;
        let letter = begin(&app, 10).await;
        postman(&app, over(&peer)).deliver_due().await.unwrap();
        let first = books(&app, &letter).await;
        assert_eq!((first.sent, first.failed, first.state), (9, 1, LetterState::Done));
        assert_eq!(peer.seen().connections, 1, "a refusal costs no connection");
        assert_eq!(peer.seen().taken.len(), 9);
        assert!(stopped(&app, "READER3@example.org").await && !stopped(&app, "reader4@example.org").await);

        let next = begin(&app, 10).await;
        postman(&app, over(&peer)).deliver_due().await.unwrap();
        let second = books(&app, &next).await;
        assert_eq!((second.sent, second.suppressed), (9, 1));
    }
}

/// Every letter that came was whole and for one reader.
fn each_whole_and_for_one(peer: &Peer) {
    for taken in &peer.seen().taken {
        assert!(taken.letter.contains("Message-ID"), "an empty letter went to {}", taken.to);
        assert!(!taken.to.contains(','), "one letter went to {}", taken.to);
    }
}

#[actix_web::test]
async fn a_letter_refused_at_data_leaves_nothing_behind_for_the_next_reader() {
    for pipelining in [true, false] {
        let app = TestApp::start().await;
        let peer = Peer::in_manner(Manner { pipelining, ..Manner::default() }, |at, times, _| {
            if at == At::Data && times == 1 { Act::Say("451 4.7.1 milter") } else { Act::Usual }
        })
        .await;
        let letter = begin(&app, 4).await;
        postman(&app, over(&peer)).deliver_due().await.unwrap();
        each_whole_and_for_one(&peer);
        let books = books(&app, &letter).await;
        assert_eq!((books.sent, books.deferred), (3, 1), "pipelining: {pipelining}");
        assert_eq!(peer.seen().connections, 1, "a refusal costs no connection");
        assert!(!peer.seen().commands.iter().any(|command| command == "."), "no dot without a letter");
        app.leave_mail();
    }
}

#[actix_web::test]
async fn a_relay_that_waits_for_a_letter_to_nobody_gets_none_not_even_an_empty_one() {
    let app = TestApp::start().await;
    let manner = Manner { pipelining: true, eager: true, ..Manner::default() };
    let peer = Peer::in_manner(manner, |at, times, _| {
        if at == At::Recipient && times == 0 { Act::Say("550 5.1.1 nobody") } else { Act::Usual }
    })
    .await;
    let letter = begin(&app, 4).await;
    postman(&app, over(&peer)).deliver_due().await.unwrap();
    each_whole_and_for_one(&peer);
    let books = books(&app, &letter).await;
    assert_eq!((books.sent, books.failed), (3, 1), "what it said of the reader counts");
    let seen = peer.seen();
    assert_eq!((seen.taken.len(), seen.connections), (3, 2), "that connection was dropped");
}

#[actix_web::test]
async fn a_relay_without_room_takes_a_rest_and_no_letter_loses_an_attempt() {
    recovers_from(At::Mail, Act::Say("452 4.3.1 insufficient system storage")).await;
    recovers_from(At::Mail, Act::Say("451 later")).await;
}

#[actix_web::test]
async fn a_relay_that_relays_for_nobody_blames_no_reader_and_pauses_the_letter() {
    let app = TestApp::start().await;
    app.expect_fault();
    for (text, times_lost) in [("550 relaying denied", false), ("550 5.1.1 nobody", true)] {
        let peer = Peer::doing(
            move |at, times, _| {
                if at == At::Recipient && times < 7 { Act::Say(text) } else { Act::Usual }
            },
        )
        .await;
        let letter = begin(&app, 12).await;
        let postman = postman(&app, over(&peer));
        postman.deliver_due().await.unwrap();
        let paused = books(&app, &letter).await;
        assert_eq!((paused.state, paused.failed, paused.deferred), (LetterState::Paused, 4, 1), "{text}");
        let first = peer.seen().commands.iter().find(|line| line.starts_with("RCPT")).cloned().unwrap();
        let first = first.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
        assert_eq!(stopped(&app, first.leak()).await, times_lost, "{text}");

        for _ in 0..2 {
            deed(&app, &letter, books::resume).await.unwrap();
            postman.deliver_due().await.unwrap();
            let again = books(&app, &letter).await;
            assert_eq!((again.state, again.failed), (LetterState::Paused, 4), "once is enough now");
        }
        deed(&app, &letter, books::resume).await.unwrap();
        app.clock.advance(3 * MINUTE);
        until(&app, &postman, &letter, |books| books.sent == 8).await;
    }
}

#[actix_web::test]
async fn a_relay_with_room_for_few_connections_gets_the_letters_over_those() {
    let app = TestApp::start().await;
    let manner = Manner { pipelining: true, at_most: Some(2), ..Manner::default() };
    let peer = Peer::in_manner(manner, |_, _, _| Act::Usual).await;
    let letter = begin(&app, 200).await;
    let patience = Patience { letters: 10, rest: A_LONG_TIME, longest_rest: A_LONG_TIME, ..quick() };
    let postman = postman(&app, Transport::Smtp(Arc::new(relay(&peer.url(), patience, None))));
    postman.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.sent, 200, "nobody rested for an hour");
}

#[actix_web::test]
async fn what_one_person_waits_for_is_not_kept_by_connections_that_carry_letters_to_many() {
    let app = TestApp::start().await;
    let manner = Manner { pipelining: true, at_most: Some(2), ..Manner::default() };
    let peer = Peer::in_manner(manner, |_, _, _| Act::Usual).await;
    let letter = begin(&app, 2000).await;
    let postman = postman(&app, over(&peer));
    let (stop, running) = tokio::sync::watch::channel(false);
    let carrier = actix_web::rt::spawn(postman.at_rate(std::num::NonZeroU32::new(100)).run(running));
    peer.has(10, "reader", Duration::from_secs(15)).await;
    post(&app, "ada").await;
    peer.has(1, "ada@", Duration::from_secs(15)).await;
    let books = books(&app, &letter).await;
    assert!(books.sent < 1500, "she did not wait for the many: {books:?}");
    stop.send(true).unwrap();
    carrier.await.unwrap();
    app.leave_mail();
}

#[actix_web::test]
async fn a_full_mailbox_is_tried_again() {
    let app = TestApp::start().await;
    let peer =
        Peer::doing(
            |at, times, _| {
                if at == At::Recipient && times == 0 { Act::Say("552 5.2.2 full") } else { Act::Usual }
            },
        )
        .await;
    let letter = begin(&app, 1).await;
    let postman = postman(&app, over(&peer));
    postman.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.deferred, 1);
    assert!(!stopped(&app, "reader0@example.org").await);
    app.clock.advance(3 * MINUTE);
    postman.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.sent, 1);
}

#[actix_web::test]
async fn a_letter_that_the_relay_keeps_refusing_is_paused_and_no_reader_is_blamed() {
    let app = TestApp::start().await;
    app.expect_fault();
    for (at, text) in
        [(At::Mail, "550 5.7.1 policy"), (At::Data, "554 5.7.1 policy"), (At::Dot, "554 5.7.1 policy")]
    {
        let peer = Peer::doing(
            move |here, times, _| if here == at && times < 5 { Act::Say(text) } else { Act::Usual },
        )
        .await;
        let letter = begin(&app, 12).await;
        let postman = postman(&app, over(&peer));
        postman.deliver_due().await.unwrap();
        let paused = books(&app, &letter).await;
        assert_eq!((paused.state, paused.deferred, paused.queued), (LetterState::Paused, 5, 7), "{at:?}");
        assert_eq!(paused.pause_cause.as_deref(), text.get(..9));
        assert!(!stopped(&app, "reader0@example.org").await);

        deed(&app, &letter, books::resume).await.unwrap();
        app.clock.advance(3 * MINUTE);
        let done = until(&app, &postman, &letter, |books| books.sent == 12).await;
        assert_eq!((done.state, done.pause_cause), (LetterState::Done, None));
    }
}

#[actix_web::test]
async fn a_wrong_password_lets_everything_rest_and_says_so() {
    let app = TestApp::start().await;
    app.expect_fault();
    let manner = Manner { auth: true, pipelining: true, ..Manner::default() };
    let peer = Peer::in_manner(manner, |at, times, _| {
        if at == At::Auth && times < 2 { Act::Say("535 5.7.8 who are you") } else { Act::Usual }
    })
    .await;
    let url = peer.url_as("smtp", "news:s3cret@");
    let told = relay(&url, quick(), None).knock().await.unwrap_err();
    assert_eq!(told, "the relay does not accept name and password (535 5.7.8)");
    let letter = begin(&app, 2).await;
    let postman = postman(&app, Transport::Smtp(Arc::new(relay(&url, quick(), None))));
    assert_eq!(postman.deliver_due().await.unwrap(), 0);
    assert_eq!(books(&app, &letter).await.queued, 2);
    until(&app, &postman, &letter, |books| books.sent == 2).await;
}

#[actix_web::test]
async fn name_and_password_go_over_tls_that_the_operators_authority_vouches_for() {
    for (scheme, tls) in [("smtp", Tls::Start), ("smtps", Tls::Implicit)] {
        let app = TestApp::start().await;
        let manner = Manner { auth: true, tls, ..Manner::default() };
        let peer = Peer::in_manner(manner, |_, _, _| Act::Usual).await;
        let url = peer.url_as(scheme, "news:s3cret@");
        let trusting = relay(&url, quick(), Some(peer.ca_file()));
        trusting.knock().await.unwrap();
        post(&app, "ada").await;
        assert_eq!(postman(&app, Transport::Smtp(Arc::new(trusting))).deliver_due().await.unwrap(), 1);
        assert_eq!(peer.seen().taken.len(), 1, "{scheme}");
        assert!(peer.seen().commands.iter().any(|command| command.starts_with("AUTH PLAIN ")));

        let stranger = Peer::good().await;
        let told = relay(&url, quick(), Some(stranger.ca_file())).knock().await.unwrap_err();
        assert!(told.starts_with("the relay's certificate is not one that we believe"), "{told}");
        assert!(!told.contains("s3cret"));
    }
}

#[actix_web::test]
async fn no_password_and_no_letter_goes_in_plain_text_where_tls_is_asked_for() {
    let manner = Manner { auth: true, ..Manner::default() };
    let peer = Peer::in_manner(manner, |_, _, _| Act::Usual).await;
    let url = peer.url_as("smtp", "news:s3cret@");
    let told = relay(&url, quick(), Some(peer.ca_file())).knock().await.unwrap_err();
    assert_eq!(told, "the relay offers no STARTTLS, and nothing is sent in plain text");
    assert!(
        !peer
            .seen()
            .commands
            .iter()
            .any(|command| command.starts_with("AUTH") || command.starts_with("MAIL"))
    );
}

#[actix_web::test]
async fn a_connection_is_renewed_after_as_many_letters_as_it_may_carry() {
    let app = TestApp::start().await;
    let peer = Peer::good().await;
    let patience = Patience { letters: 4, ..quick() };
    let letter = begin(&app, 10).await;
    let transport = Transport::Smtp(Arc::new(relay(&peer.url(), patience, None)));
    postman(&app, transport).deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.sent, 10);
    assert_eq!(peer.seen().connections, 3);
}
