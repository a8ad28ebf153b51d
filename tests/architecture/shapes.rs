//! Sizes, names and globals.

use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::Finding;
use crate::names::Source;

const EMPTY_NAMES: &[&str] =
    &["common", "helper", "helpers", "manager", "managers", "service", "services", "util", "utils"];
const CHANGEABLE: &[&str] =
    &["Cell", "Mutex", "OnceCell", "OnceLock", "RefCell", "RwLock", "UnsafeCell", "LazyCell"];
const HANDLER_LINES: usize = 15;
const FILE_LINES: usize = 400;
const MAIN_LINES: usize = 80;

/// Modules whose name says nothing about what is in them.
pub(crate) fn empty_names(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let file = source.module.last().map(|name| (1, name.clone()));
        for (line, name) in file.into_iter().chain(inline_modules(source)) {
            if name.split('_').any(|word| EMPTY_NAMES.contains(&word)) {
                findings.push(Finding::new(source, line, format!("`{name}` does not say what is in it")));
            }
        }
    }
    findings
}

fn inline_modules(source: &Source) -> Vec<(usize, String)> {
    struct Modules(Vec<(usize, String)>);
    impl Visit<'_> for Modules {
        fn visit_item_mod(&mut self, item: &syn::ItemMod) {
            self.0.push((item.ident.span().start().line, item.ident.to_string()));
            visit::visit_item_mod(self, item);
        }
    }
    let mut modules = Modules(Vec::new());
    modules.visit_file(&source.tree);
    modules.0
}

/// Statics that can change, and thread locals.
pub(crate) fn globals(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let mut statics = Statics(Vec::new());
        statics.visit_file(&source.tree);
        findings.extend(statics.0.into_iter().map(|(line, what)| Finding::new(source, line, what)));
    }
    findings
}

struct Statics(Vec<(usize, String)>);

impl Visit<'_> for Statics {
    fn visit_item_static(&mut self, item: &syn::ItemStatic) {
        let line = item.ident.span().start().line;
        if matches!(item.mutability, syn::StaticMutability::Mut(_)) {
            self.0.push((line, format!("`{}` is a `static mut`", item.ident)));
        }
        if let Some(kind) = words_of(&item.ty).into_iter().find(|word| changeable(word)) {
            self.0.push((line, format!("`{}` is a global `{kind}`", item.ident)));
        }
        visit::visit_item_static(self, item);
    }

    fn visit_macro(&mut self, item: &syn::Macro) {
        if item.path.segments.last().is_some_and(|last| last.ident == "thread_local") {
            self.0.push((item.path.span().start().line, "a `thread_local!` is a global too".to_owned()));
        }
    }
}

fn changeable(word: &str) -> bool {
    CHANGEABLE.contains(&word) || word.starts_with("Atomic")
}

fn words_of(kind: &syn::Type) -> BTreeSet<String> {
    struct Words(BTreeSet<String>);
    impl Visit<'_> for Words {
        fn visit_path_segment(&mut self, segment: &syn::PathSegment) {
            self.0.insert(segment.ident.to_string());
            visit::visit_path_segment(self, segment);
        }
    }
    let mut words = Words(BTreeSet::new());
    words.visit_type(kind);
    words.0
}

/// Async functions of pages and APIs with more lines than a handler needs.
pub(crate) fn long_handlers(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| matches!(source.chapter(), Some("pages" | "api"))) {
        let mut handlers = Handlers(Vec::new());
        handlers.visit_file(&source.tree);
        for (line, name, length) in handlers.0.into_iter().filter(|(_, _, length)| *length > HANDLER_LINES) {
            findings.push(Finding::new(source, line, format!("`{name}` has {length} lines")));
        }
    }
    findings
}

struct Handlers(Vec<(usize, String, usize)>);

impl Handlers {
    fn note(&mut self, signature: &syn::Signature, body: &syn::Block) {
        if signature.asyncness.is_some() {
            let braces = &body.brace_token.span;
            let lines = braces.close().start().line.saturating_sub(braces.open().start().line + 1);
            self.0.push((signature.ident.span().start().line, signature.ident.to_string(), lines));
        }
    }
}

impl Visit<'_> for Handlers {
    fn visit_item_fn(&mut self, item: &syn::ItemFn) {
        self.note(&item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        self.note(&item.sig, &item.block);
    }

    /// Tests are told like stories and may be longer.
    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }
}

/// Files that want to be two.
pub(crate) fn long_files(sources: &[Source]) -> Vec<Finding> {
    // schema.rs is the list of the tables, read by looking up and not from the top.
    let read = sources.iter().filter(|source| source.file != "src/schema.rs");
    let limit = |source: &Source| if source.file == "src/main.rs" { MAIN_LINES } else { FILE_LINES };
    read.filter(|source| source.lines > limit(source))
        .map(|source| Finding::new(source, limit(source), format!("has {} lines", source.lines)))
        .collect()
}
