//! Texts that people send, taken apart once: a value of one of these types is proof that its text
//! keeps the rules written at the type.
//!
//! Nothing here knows words to show: a [`TextProblem`] says what is wrong, and the form that asked
//! chooses the message.

mod alike;
mod clean;
mod email;
mod folded;
mod line;
mod name;
mod prose;

pub use email::EmailAddress;
pub use folded::Folded;
pub use line::{Line, Markdown, Slug};
pub use name::Name;
pub use prose::Prose;

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// Nothing in it can be seen.
    #[error("nothing there")]
    Missing,
    /// Longer than its type allows.
    #[error("too long")]
    TooLong,
    /// Something in it is not allowed: a control character, markup in a name, a broken address.
    #[error("not allowed")]
    NotAllowed,
}

/// Reading and showing of a newtype over `String`.
macro_rules! shown_as_text {
    ($text:ident) => {
        impl $text {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $text {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::serde::Serialize for $text {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
    };
}

/// Column of text for a newtype over `String`; what a row holds was taken apart when it was written.
macro_rules! stored_as_text {
    ($text:ident) => {
        impl<DB> ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB> for $text
        where
            DB: ::diesel::backend::Backend,
            str: ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, DB>,
            ) -> ::diesel::serialize::Result {
                self.0.as_str().to_sql(out)
            }
        }

        impl<DB> ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB> for $text
        where
            DB: ::diesel::backend::Backend,
            String: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                String::from_sql(bytes).map(Self)
            }
        }
    };
}

pub(super) use {shown_as_text, stored_as_text};

#[cfg(test)]
mod tests {
    use diesel::backend::Backend;
    use diesel::deserialize::FromSql;
    use diesel::serialize::ToSql;
    use diesel::sql_types::{Binary, Text};

    use super::*;
    use crate::base::seal::{EmailKey, SealedEmail};

    const fn kept<Kind, DB: Backend, T: ToSql<Kind, DB> + FromSql<Kind, DB>>() {}

    const fn texts_are_kept_by<DB>()
    where
        DB: Backend,
        str: ToSql<Text, DB>,
        String: FromSql<Text, DB>,
        [u8]: ToSql<Binary, DB>,
        Vec<u8>: FromSql<Binary, DB>,
    {
        kept::<Text, DB, Name>();
        kept::<Text, DB, Prose>();
        kept::<Text, DB, Line>();
        kept::<Text, DB, Slug>();
        kept::<Text, DB, Markdown>();
        kept::<Text, DB, EmailKey>();
        kept::<Binary, DB, SealedEmail>();
    }

    #[test]
    fn both_databases_keep_every_text() {
        texts_are_kept_by::<diesel::sqlite::Sqlite>();
        texts_are_kept_by::<diesel::pg::Pg>();
    }

    #[test]
    fn a_text_goes_out_as_it_is() {
        assert_eq!(serde_json::to_string(&Name::parse("Ada \"A\"").unwrap()).unwrap(), r#""Ada \"A\"""#);
    }
}
