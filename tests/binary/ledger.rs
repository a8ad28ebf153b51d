//! People who comment all the time, and a ledger of everything that the site told them it has.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::http::{self, Answer};
use crate::site::{DEADLINE, Site};

/// A comment that the site answered for.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where its receipt is.
    pub(crate) receipt: String,
    /// Its text.
    pub(crate) text: String,
}

/// Sends one comment, as a reader without JavaScript and cookies does.
pub(crate) fn submit(at: SocketAddr, article: &str, name: &str, text: &str) -> std::io::Result<Answer> {
    let page = http::try_get(at, article)?;
    let action = format!("{article}/comments");
    let mut fields = page.fields_of(&action);
    for (field, value) in [("name", name), ("comment", text)] {
        fields.retain(|(named, _)| named != field);
        fields.push((field.to_owned(), value.to_owned()));
    }
    http::post(at, &action, &fields)
}

/// The path of an answer's receipt.
pub(crate) fn receipt_of(answer: &Answer) -> Option<String> {
    let location = answer.header("location");
    let path = location.find("/receipt/").and_then(|place| location.get(place..)).map(str::to_owned);
    path.filter(|_| answer.status == 303)
}

/// Several people at once.
pub(crate) struct Crowd {
    entries: Arc<Mutex<Vec<Entry>>>,
    stop: Arc<AtomicBool>,
    news: Receiver<()>,
    people: Vec<JoinHandle<()>>,
}

impl Crowd {
    /// Lets `people` comment until they are stopped or the site is gone.
    pub(crate) fn start(site: &Site, people: usize) -> Self {
        let (entries, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (tell, news) = channel();
        let (at, article) = (site.at, site.article());
        let people = (0..people).map(|person| {
            let (entries, stop, tell, article) =
                (Arc::clone(&entries), Arc::clone(&stop), tell.clone(), article.clone());
            std::thread::spawn(move || {
                for number in 0.. {
                    let text = format!("This is what person {person} wants to say for the {number}th time.");
                    let Ok(answer) = submit(at, &article, &format!("Person {person}"), &text) else { return };
                    if let Some(receipt) = receipt_of(&answer) {
                        entries.lock().unwrap().push(Entry { receipt, text });
                    }
                    if stop.load(Ordering::SeqCst) || tell.send(()).is_err() {
                        return;
                    }
                }
            })
        });
        Self { people: people.collect(), entries, stop, news }
    }

    /// Waits until so many more comments were answered.
    #[track_caller]
    pub(crate) fn wait_for(&self, answers: usize) {
        for _ in 0..answers {
            self.news.recv_timeout(DEADLINE).expect("another comment is answered");
        }
    }

    /// What was answered for so far.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.lock().unwrap().clone()
    }

    /// Ends it; answers everything that was answered for.
    pub(crate) fn stop(self) -> Vec<Entry> {
        self.stop.store(true, Ordering::SeqCst);
        for person in self.people {
            person.join().unwrap();
        }
        let entries = self.entries.lock().unwrap().clone();
        assert!(!entries.is_empty(), "nothing was answered for");
        entries
    }
}

/// Checks that the site has everything that was answered for.
#[track_caller]
pub(crate) fn expect_all(site: &Site, entries: &[Entry]) {
    for entry in entries {
        let receipt = site.get(&entry.receipt);
        assert_eq!(receipt.status, 200, "lost: {entry:?}");
        assert!(receipt.body.contains(&entry.text), "lost: {entry:?}");
    }
}
