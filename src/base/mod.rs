//! What every other module stands on: instants, ids, tokens, words, texts, keys, markup and paging.
//!
//! Nothing here knows of HTTP, of the database's rows or of a feature. Time and randomness are
//! *given* to the code that needs them ([`clock::Clock`], [`random::Random`]), never taken.

pub mod clock;
pub mod copies;
pub mod ids;
pub mod journal;
pub mod markup;
pub mod origin;
pub mod paging;
pub mod random;
pub mod relay;
pub mod seal;
pub mod text;
pub mod token;
pub mod words;
