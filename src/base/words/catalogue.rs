//! Reading the languages' files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

use super::Words;

const ENGLISH: &str = "en";
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

#[derive(rust_embed::Embed)]
#[folder = "locales/"]
struct Shipped;

/// Why the words cannot be used. `Display` is one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A message is not written as Fluent wants it.
    #[error("{file}:{line}: {what}")]
    Syntax {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        what: String,
    },
    /// Two messages of one language have the same key.
    #[error("{file}: the message `{key}` is there twice")]
    Twice {
        /// The file with the second one.
        file: String,
        /// The message's key.
        key: String,
    },
    /// A folder's name is no language tag.
    #[error("{folder}: not a language tag")]
    NoLanguage {
        /// The folder.
        folder: String,
    },
    /// There is no English, which every language falls back to.
    #[error("locales: English is lacking")]
    NoEnglish,
    /// The operating system refused.
    #[error("{}: {cause}", file.display())]
    Unreadable {
        /// The file or folder.
        file: PathBuf,
        /// What the operating system said.
        cause: std::io::Error,
    },
}

/// One file of messages.
struct Source {
    language: String,
    file: String,
    text: String,
    overrides: bool,
}

/// The messages of one language.
pub(super) struct Language {
    tag: String,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    fn new(tag: &str) -> Result<Self, CatalogueError> {
        let identifier: LanguageIdentifier =
            tag.parse().map_err(|_| CatalogueError::NoLanguage { folder: tag.to_owned() })?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Marks that isolate a mention's direction would show up in subjects, titles and copied
        // text; what people write has its direction marks taken out before it is kept.
        bundle.set_use_isolating(false);
        Ok(Self { tag: tag.to_owned(), bundle })
    }

    fn add(&mut self, source: Source) -> Result<(), CatalogueError> {
        let Source { file, text, overrides, .. } = source;
        let resource = FluentResource::try_new(text).map_err(|(resource, problems)| {
            let problem = problems.first();
            let before =
                problem.and_then(|problem| resource.source().get(..problem.pos.start)).unwrap_or_default();
            CatalogueError::Syntax {
                file: file.clone(),
                line: before.matches('\n').count() + 1,
                what: problem.map(|problem| problem.kind.to_string()).unwrap_or_default(),
            }
        })?;
        if overrides {
            self.bundle.add_resource_overriding(resource);
            return Ok(());
        }
        self.bundle
            .add_resource(resource)
            .map_err(|problems| CatalogueError::Twice { file, key: first_key(&problems) })
    }

    /// The message, if this language has it.
    pub(super) fn say(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut problems = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(arguments), &mut problems).into_owned();
        if let Some(problem) = problems.first() {
            tracing::warn!(key, language = self.tag, %problem, "a message of locales could not be said whole");
        }
        Some(said)
    }

    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    pub(super) fn direction(&self) -> &'static str {
        if RIGHT_TO_LEFT.contains(&primary(&self.tag)) { "rtl" } else { "ltr" }
    }
}

/// All languages. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    languages: Arc<BTreeMap<String, Arc<Language>>>,
    english: Arc<Language>,
}

impl Catalogue {
    /// The languages that the program carries, with the messages of the operator's directory in
    /// their place where it has them. That directory may bring languages of its own.
    ///
    /// # Errors
    /// When a file cannot be read or is not Fluent, a key is there twice, or a folder is no language.
    pub fn load(overrides: Option<&Path>) -> Result<Self, CatalogueError> {
        let mut sources = shipped();
        if let Some(directory) = overrides {
            sources.extend(operators(directory)?);
        }
        Self::of(sources)
    }

    fn of(sources: Vec<Source>) -> Result<Self, CatalogueError> {
        let mut languages: BTreeMap<String, Language> = BTreeMap::new();
        for source in sources {
            let language = match languages.remove(&source.language) {
                Some(language) => language,
                None => Language::new(&source.language)?,
            };
            let language = languages.entry(source.language.clone()).or_insert(language);
            language.add(source)?;
        }
        let languages: BTreeMap<String, Arc<Language>> =
            languages.into_iter().map(|(tag, language)| (tag, Arc::new(language))).collect();
        let english = languages.get(ENGLISH).cloned().ok_or(CatalogueError::NoEnglish)?;
        Ok(Self { languages: Arc::new(languages), english })
    }

    /// The tags of all languages, in order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The words of a language, else of its main one (`es` for `es-MX`), else English.
    #[must_use]
    pub fn words(&self, lang: &str) -> Words {
        let language =
            self.languages.get(lang).or_else(|| self.languages.get(primary(lang))).unwrap_or(&self.english);
        Words { language: Arc::clone(language), english: Arc::clone(&self.english) }
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.languages()).finish()
    }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn first_key(problems: &[FluentError]) -> String {
    let key = problems.iter().find_map(|problem| match problem {
        FluentError::Overriding { id, .. } => Some(id.clone()),
        _ => None,
    });
    key.unwrap_or_default()
}

fn shipped() -> Vec<Source> {
    let source = |path: &str| {
        let (language, _) = path.split_once('/')?;
        let bytes = Shipped::get(path)?.data;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let source =
            Source { language: language.to_owned(), file: format!("locales/{path}"), text, overrides: false };
        is_fluent(Path::new(path)).then_some(source)
    };
    Shipped::iter().filter_map(|path| source(&path)).collect()
}

fn operators(directory: &Path) -> Result<Vec<Source>, CatalogueError> {
    let mut sources = Vec::new();
    for folder in entries(directory)?.into_iter().filter(|entry| entry.is_dir()) {
        let language = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for path in entries(&folder)?.into_iter().filter(|entry| is_fluent(entry)) {
            let text = fs::read_to_string(&path)
                .map_err(|cause| CatalogueError::Unreadable { file: path.clone(), cause })?;
            let file = path.display().to_string();
            sources.push(Source { language: language.clone(), file, text, overrides: true });
        }
    }
    Ok(sources)
}

fn is_fluent(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "ftl")
}

/// What a folder holds, in the order of names, hidden entries left out.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    let refused = |cause| CatalogueError::Unreadable { file: folder.to_owned(), cause };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(language: &str, text: &str, overrides: bool) -> Source {
        Source {
            language: language.to_owned(),
            file: format!("{language}/test.ftl"),
            text: text.to_owned(),
            overrides,
        }
    }

    const ENGLISH_TEXT: &str = "hello = Hello, { $name }!\nbye = Bye\n\
        comments = { $count ->\n    [one] { $count } comment\n   *[other] { $count } comments\n }\n";

    fn catalogue(more: Vec<Source>) -> Catalogue {
        let mut sources = vec![source("en", ENGLISH_TEXT, false)];
        sources.extend(more);
        Catalogue::of(sources).unwrap()
    }

    #[test]
    fn numbers_choose_the_plural() {
        let words = catalogue(vec![]).words("en");
        assert_eq!(words.say1("comments", "count", 1_usize), "1 comment");
        assert_eq!(words.say1("comments", "count", 0_i64), "0 comments");
        assert_eq!(words.say1("comments", "count", 12_345_u64), "12345 comments");
    }

    #[test]
    fn a_mention_is_said_as_it_is() {
        let words = catalogue(vec![]).words("en");
        assert_eq!(words.say1("hello", "name", "Ada <b> {$x}"), "Hello, Ada <b> {$x}!");
        assert_eq!(words.say("hello"), "Hello, {$name}!");
    }

    #[test]
    fn a_language_falls_back_to_its_main_one_and_to_english() {
        let catalogue =
            catalogue(vec![source("es", "bye = Adiós\n", false), source("ar", "bye = وداعا\n", false)]);
        assert_eq!(catalogue.languages().collect::<Vec<_>>(), ["ar", "en", "es"]);
        assert_eq!(catalogue.words("es-MX").say("bye"), "Adiós");
        assert_eq!(catalogue.words("es").say1("hello", "name", "Ada"), "Hello, Ada!");
        assert_eq!(catalogue.words("xx").lang(), "en");
        assert_eq!(catalogue.words("ar").dir(), "rtl");
    }

    #[test]
    fn an_operator_overrides_single_messages() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("en");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("ours.ftl"), "base-month-1 = Jan\n").unwrap();
        let words = Catalogue::load(Some(directory.path())).unwrap().words("en");
        assert_eq!(words.say("base-month-1"), "Jan");
        assert_eq!(words.say("base-month-2"), "February");
    }

    #[test]
    fn a_broken_message_is_named_by_file_and_line() {
        let broken = Catalogue::of(vec![source("en", "a = b\n\nc d\n", false)]);
        assert!(matches!(broken, Err(CatalogueError::Syntax { line: 3, .. })), "{broken:?}");
        assert!(broken.unwrap_err().to_string().starts_with("en/test.ftl:3: "));
    }

    #[test]
    fn a_key_may_not_be_there_twice_in_what_is_shipped() {
        let twice = Catalogue::of(vec![source("en", "a = b\n", false), source("en", "a = c\n", false)]);
        assert!(matches!(&twice, Err(CatalogueError::Twice { key, .. }) if key == "a"), "{twice:?}");
    }

    #[test]
    fn a_folder_must_be_a_language_and_english_must_be_there() {
        let odd = Catalogue::of(vec![source("not a language", "a = b\n", true)]);
        assert!(matches!(odd, Err(CatalogueError::NoLanguage { .. })));
        assert!(matches!(Catalogue::of(vec![]), Err(CatalogueError::NoEnglish)));
        assert!(matches!(
            Catalogue::load(Some(Path::new("/nowhere/at/all"))),
            Err(CatalogueError::Unreadable { .. })
        ));
    }
}
