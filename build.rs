//! A new migration, word, page or picture is embedded without anything else being touched.

fn main() {
    for folder in ["migrations", "locales", "static", "content"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
