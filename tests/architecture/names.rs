//! Reads one source: every name that it takes from elsewhere, with its line.

use std::collections::HashMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A file under `src/`, parsed, with the names and texts in it.
pub(crate) struct Source {
    /// Such as `src/accounts/pages.rs`.
    pub(crate) file: String,
    /// Such as `["accounts", "pages"]`; empty for `lib.rs` and `main.rs`.
    pub(crate) module: Vec<String>,
    pub(crate) lines: usize,
    pub(crate) tree: syn::File,
    pub(crate) names: Vec<Name>,
    /// String literals outside documentation.
    pub(crate) texts: Vec<(usize, String)>,
}

/// A name from another module or crate, in full.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) line: usize,
    /// `["crate", "db", "Tx"]` for one of ours, `["diesel", "prelude", "*"]` for one of a crate's.
    pub(crate) path: Vec<String>,
    /// Handed on by a `use` that is not private.
    pub(crate) handed_on: bool,
    /// Reached through an import of the same file, which stands in the list itself.
    pub(crate) imported: bool,
}

impl Name {
    pub(crate) fn starts_with(&self, first: &str) -> bool {
        self.path.first().is_some_and(|found| found == first)
    }

    pub(crate) fn part(&self, place: usize) -> Option<&str> {
        self.path.get(place).map(String::as_str)
    }
}

impl Source {
    pub(crate) fn parse(file: &str, text: &str) -> Self {
        let tree = syn::parse_file(text).unwrap_or_else(|error| {
            let at = error.span().start();
            unreadable(&format!("{file}:{}: {error}", at.line))
        });
        let module = module_of(file);
        let mut reader = Reader { here: module.clone(), ..Reader::default() };
        reader.visit_file(&tree);
        let (mut names, texts) = (reader.names, reader.texts);
        complete(&mut names, &reader.imports);
        Self { file: file.to_owned(), module, lines: text.lines().count(), tree, names, texts }
    }

    /// The module of `src/lib.rs` to which the file belongs: `accounts`, or `lib` for the roots.
    pub(crate) fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// The part of its feature in which the file stands: `pages` for `pages.rs` and all under `pages/`.
    pub(crate) fn chapter(&self) -> Option<&str> {
        self.module.get(1).map(String::as_str)
    }
}

#[expect(clippy::panic, reason = "a source that does not parse must fail the test")]
fn unreadable(why: &str) -> ! {
    panic!("{why}")
}

fn module_of(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") || matches!(inner, "lib" | "main") {
        module.pop();
    }
    module
}

/// Gives names that begin with an import of the same file their full path.
fn complete(names: &mut [Name], imports: &HashMap<String, Vec<String>>) {
    for name in names {
        let Some(full) = name.path.first().and_then(|first| imports.get(first)) else { continue };
        if !name.imported && full.first() != name.path.first() {
            name.path.splice(..1, full.iter().cloned());
            name.imported = true;
        }
    }
}

#[derive(Default)]
struct Reader {
    /// The module in which the reader stands, inline modules included.
    here: Vec<String>,
    names: Vec<Name>,
    texts: Vec<(usize, String)>,
    /// What the file calls by a short name, and its full path.
    imports: HashMap<String, Vec<String>>,
}

impl Reader {
    fn note(&mut self, line: usize, parts: &[String]) {
        if parts.len() > 1 {
            self.names.push(Name { line, path: self.resolve(parts), handed_on: false, imported: false });
        }
    }

    /// `self::`, `super::`, `crate::` and `amicus::` as paths from our root; others as they stand.
    fn resolve(&self, parts: &[String]) -> Vec<String> {
        let mut base = self.here.clone();
        let mut rest = parts;
        match parts.first().map(String::as_str) {
            Some("crate" | "amicus") => base.clear(),
            Some("self" | "super") => {}
            _ => return parts.to_vec(),
        }
        while let Some((first, further)) = rest.split_first() {
            match first.as_str() {
                "super" => drop(base.pop()),
                "self" | "crate" | "amicus" => {}
                _ => break,
            }
            rest = further;
        }
        std::iter::once("crate".to_owned()).chain(base).chain(rest.iter().cloned()).collect()
    }

    fn read_use(&mut self, tree: &syn::UseTree, prefix: &[String], handed_on: bool) {
        let join = |last: String| prefix.iter().cloned().chain([last]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.read_use(&path.tree, &join(path.ident.to_string()), handed_on),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.read_use(item, prefix, handed_on));
            }
            syn::UseTree::Glob(glob) => {
                self.import(glob.span().start().line, &join("*".into()), None, handed_on);
            }
            syn::UseTree::Name(name) => self.import_named(&name.ident, &name.ident, prefix, handed_on),
            syn::UseTree::Rename(name) => self.import_named(&name.ident, &name.rename, prefix, handed_on),
        }
    }

    fn import_named(&mut self, name: &syn::Ident, called: &syn::Ident, prefix: &[String], handed_on: bool) {
        let mut path = prefix.to_vec();
        if name != "self" {
            path.push(name.to_string());
        }
        let called = if called == "self" { path.last().cloned() } else { Some(called.to_string()) };
        self.import(name.span().start().line, &path, called, handed_on);
    }

    fn import(&mut self, line: usize, path: &[String], called: Option<String>, handed_on: bool) {
        let path = self.resolve(path);
        if let Some(called) = called {
            self.imports.insert(called, path.clone());
        }
        // An import that begins with another import of the file is completed like any path.
        self.names.push(Name { line, path, handed_on, imported: false });
    }

    /// Paths and texts in tokens that nobody has parsed: macros and attributes.
    fn read_tokens(&mut self, tokens: TokenStream, prefix: &[String]) {
        let (mut path, mut line, mut colons) = (prefix.to_vec(), 0, 2);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.note(line, &std::mem::take(&mut path));
                    }
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) if colons >= 2 && group.delimiter() == Delimiter::Brace => {
                    let before = std::mem::take(&mut path);
                    self.read_tokens(group.stream(), &before);
                }
                other => {
                    if path.len() > prefix.len() {
                        self.note(line, &path);
                    }
                    self.read_other(other);
                    path = prefix.to_vec();
                    colons = 2;
                }
            }
        }
        if path.len() > prefix.len() {
            self.note(line, &path);
        }
    }

    fn read_other(&mut self, token: TokenTree) {
        match token {
            TokenTree::Group(group) => self.read_tokens(group.stream(), &[]),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    self.texts.push((literal.span().start().line, text.value()));
                }
            }
            _ => {}
        }
    }
}

fn parts(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.here.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.here.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let handed_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.read_use(&item.tree, &[], handed_on);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let path = [item.ident.to_string(), "*".to_owned()];
        self.note(item.ident.span().start().line, &path);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.note(path.span().start().line, &parts(path));
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.note(item.path.span().start().line, &parts(&item.path));
        self.read_tokens(item.tokens.clone(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.note(attribute.span().start().line, &parts(attribute.path()));
        if let syn::Meta::List(list) = &attribute.meta {
            self.read_tokens(list.tokens.clone(), &[]);
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.texts.push((text.span().start().line, text.value()));
    }
}
