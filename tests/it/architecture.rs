//! The house as it is drawn in `src/lib.rs`: who may know of whom.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module at the top of `src`, the lowest first, and what it may name. `module/part` allows that part alone.
///
/// When a better plan shows itself, change the plan, this table and the tour in `lib.rs` together.
const MAY_NAME: [(&str, &[&str]); 18] = [
    ("exit", &[]),
    ("glossary", &[]),
    ("host", &[]),
    ("nearest", &[]),
    ("sanitise", &[]),
    ("secret", &[]),
    ("model", &["sanitise"]),
    ("query", &["model", "nearest"]),
    (
        "api",
        &["exit", "host", "model", "nearest", "query", "secret"],
    ),
    ("cli", &["exit", "glossary", "model", "nearest", "query"]),
    ("config", &["host", "nearest", "secret"]),
    ("ui", &["sanitise"]),
    ("identity", &["api", "config", "host", "nearest", "secret"]),
    (
        "settings",
        &[
            "api/retry",
            "api/transport",
            "cli",
            "config",
            "host",
            "nearest",
            "query",
            "ui",
        ],
    ),
    (
        "render",
        &["exit", "glossary", "host", "model", "query", "sanitise"],
    ),
    // It verifies what `api` signs, so a mistake that they shared would never be found: the canonical forms alone.
    (
        "sandbox",
        &["api/encode", "api/sign", "host", "nearest", "secret"],
    ),
    ("engine", &["api", "host", "model", "query", "ui"]),
    (
        "report",
        &[
            "api", "cli", "config", "engine", "exit", "identity", "model", "sandbox", "ui",
        ],
    ),
];

/// The top: they may name everything.
const TOP: [&str; 3] = ["commands", "lib", "main"];

struct Source {
    path: PathBuf,
    /// The module at the top of `src` that it belongs to.
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&src).unwrap();
                let first = inside.iter().next().unwrap().to_string_lossy();
                sources.push(Source {
                    module: first.trim_end_matches(".rs").to_owned(),
                    text: fs::read_to_string(&path).unwrap(),
                    path: inside.to_owned(),
                });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// What a text names by `crate::…`, each as `module/part`, comments left out.
fn named(text: &str) -> BTreeSet<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect()
    };
    let mut named = BTreeSet::new();
    for line in code {
        for rest in line.split("crate::").skip(1) {
            let module = word(rest);
            let part = rest[module.len()..].strip_prefix("::").map(word);
            named.insert(format!("{module}/{}", part.unwrap_or_default()));
        }
    }
    named
}

#[test]
fn a_module_names_only_what_lies_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        if TOP.contains(&source.module.as_str()) {
            continue;
        }
        let row = MAY_NAME.iter().find(|(module, _)| *module == source.module);
        let (_, allowed) = row.unwrap_or_else(|| {
            panic!(
                "`{}` is new: give it a row in the table of this test",
                source.module
            )
        });
        for name in named(&source.text) {
            let (module, _) = name.split_once('/').unwrap();
            let ok = module == source.module
                || allowed.contains(&module)
                || allowed.contains(&name.as_str());
            // A test may borrow what another module has for tests.
            if !ok && !name.ends_with("/testing") {
                wrong.push(format!("{} names {name}", source.path.display()));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The table lists the lowest first, so a row that names a later one would make the order a lie.
#[test]
fn the_table_is_in_the_order_of_the_layers() {
    for (place, (module, allowed)) in MAY_NAME.iter().enumerate() {
        for name in *allowed {
            let below = name.split('/').next().unwrap();
            let at = MAY_NAME.iter().position(|(module, _)| *module == below);
            assert!(
                at.unwrap() < place,
                "{module} may name {below}, which comes later"
            );
        }
    }
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "{}", source.path.display());
    }
}

/// Not a limit: a list to look at (`cargo test largest -- --nocapture`).
#[test]
#[expect(clippy::print_stdout, reason = "the list is what it is for")]
fn the_largest_files() {
    let mut sizes: Vec<(usize, PathBuf)> = sources()
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .collect();
    sizes.sort_by(|a, b| b.cmp(a));
    for (lines, path) in sizes.iter().take(10) {
        println!("{lines:5}  {}", path.display());
    }
    assert!(sizes.len() > 50, "the sources were not found");
}
