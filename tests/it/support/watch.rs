//! Hears what the site logs during a test. Handlers run on the thread of their test, so each thread keeps its own.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

thread_local! {
    static FAULTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Begins to listen.
pub fn begin() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let log = tracing_subscriber::fmt::layer()
            .with_test_writer()
            .without_time()
            .with_filter(tracing_subscriber::filter::LevelFilter::WARN);
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(log).with(Ear)).unwrap();
    });
    FAULTS.take();
}

/// What was logged as an error since (by us: of what strangers send for a passkey its library complains too), and what was said wrongly: a message that is missing or lacks a value.
pub fn end() -> Vec<String> {
    FAULTS.take()
}

struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let (level, place) = (*event.metadata().level(), event.metadata().target());
        if level == Level::ERROR && !place.starts_with("webauthn_rs")
            || level == Level::WARN && place.starts_with("amicus::base::words")
        {
            let mut story = Story(String::new());
            event.record(&mut story);
            FAULTS.with_borrow_mut(|faults| faults.push(story.0));
        }
    }
}

struct Story(String);

impl Visit for Story {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}
