//! The house as it is drawn in `src/lib.rs`: who may know of whom.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use imports::{Crate, Import};

/// Each module at the top of `src`, the lowest first, and what it may name. `module/part` allows that part alone.
///
/// When a better plan shows itself, change the plan, this table and the tour in `lib.rs` together.
const MAY_NAME: [(&str, &[&str]); 20] = [
    ("vocabulary", &[]),
    ("cells", &[]),
    ("host", &[]),
    ("nearest", &[]),
    ("sanitise", &[]),
    ("secret", &[]),
    ("model", &["vocabulary"]),
    ("query", &["model", "vocabulary"]),
    // An island: it could be a crate of its own, with plain values of its own in place of those of `model`.
    ("api", &["host", "model", "secret", "vocabulary"]),
    ("cli", &["model", "nearest", "query", "vocabulary"]),
    ("ui", &["cells", "sanitise"]),
    (
        "settings",
        &[
            "api/retry",
            "api/transport",
            "cli",
            "host",
            "nearest",
            "query",
            "ui",
        ],
    ),
    (
        "config",
        &[
            "api/endpoint",
            "api/sign",
            "host",
            "nearest",
            "secret",
            "settings",
        ],
    ),
    (
        "request",
        &[
            "api/endpoint",
            "cli",
            "config",
            "host",
            "model",
            "nearest",
            "query",
            "settings",
            "ui",
            "vocabulary",
        ],
    ),
    ("identity", &["api", "config", "host", "nearest", "secret"]),
    (
        "render",
        &["cells", "host", "model", "query", "sanitise", "vocabulary"],
    ),
    // It verifies what `api` signs, so a mistake that they shared would never be found: the canonical forms alone.
    (
        "sandbox",
        &["api/encode", "api/sign", "host", "nearest", "secret"],
    ),
    (
        "engine",
        &["api", "host", "model", "query", "ui", "vocabulary"],
    ),
    (
        "archive",
        &["engine", "host", "model", "query", "render", "ui"],
    ),
    (
        "report",
        &[
            "api",
            "archive",
            "cli",
            "config",
            "engine",
            "identity",
            "model",
            "sandbox",
            "ui",
            "vocabulary",
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

/// A permission that nobody uses is an edge that is drawn and not there.
#[test]
fn every_permission_of_the_table_is_used() {
    let edges = edges();
    for (module, allowed) in MAY_NAME {
        for name in allowed {
            let used = |(from, to): &&(String, String)| {
                from == module && (to == name || to.split('/').next() == Some(name))
            };
            assert!(
                edges.iter().any(|edge| used(&edge)),
                "`{module}` does not name `{name}`: take it from the table"
            );
        }
    }
}

/// Who names whom: a module at the top of `src`, and what it names of another.
fn edges() -> BTreeSet<(String, String)> {
    let mut edges = BTreeSet::new();
    for source in sources() {
        for name in named(&source.text) {
            if name.split('/').next() != Some(source.module.as_str()) {
                edges.insert((source.module.clone(), name));
            }
        }
    }
    edges
}

/// Not a limit: the house as it stands, to look at (`cargo test --test it the_house -- --nocapture`).
#[test]
#[expect(clippy::print_stdout, reason = "the picture is what it is for")]
fn the_house_as_it_stands() {
    println!("imports, from the lowest module to the top:");
    let edges = edges();
    for module in MAY_NAME.iter().map(|(module, _)| *module).chain(TOP) {
        let below = edges.iter().filter(|(from, _)| from == module);
        let below: BTreeSet<&str> = below.filter_map(|(_, to)| to.split('/').next()).collect();
        let below: Vec<&str> = below.into_iter().collect();
        println!("  {module:<10} {}", below.join(" "));
    }
    let sources = sources();
    assert!(sources.len() > 50, "the sources were not found");
    let files = sources.iter().map(|source| {
        let lines = source.text.lines().count();
        (lines, source.path.display().to_string())
    });
    println!("largest files, in lines:");
    largest(files.collect());
    let functions: Vec<(usize, String)> = sources.iter().flat_map(functions).collect();
    assert!(functions.len() > 500, "the functions were not found");
    println!("largest functions, in lines:");
    largest(functions);
}

#[expect(clippy::print_stdout, reason = "the picture is what it is for")]
fn largest(mut sizes: Vec<(usize, String)>) {
    sizes.sort_by(|a, b| b.cmp(a));
    for (lines, what) in sizes.iter().take(10) {
        println!("  {lines:4}  {what}");
    }
}

/// The functions of a file, each with its length: from its first line to the brace below it that stands where it does.
fn functions(source: &Source) -> Vec<(usize, String)> {
    let lines: Vec<&str> = source.text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    for (begin, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let before = words.iter().position(|word| *word == "fn").unwrap_or(9);
        let Some(name) = words.get(before + 1).filter(|_| before < 4) else {
            continue;
        };
        let closes = |end: &&str| end.trim() == "}" && indent(end) == indent(line);
        if let Some(length) = lines[begin..].iter().position(closes) {
            let name = name.split(['(', '<']).next().unwrap();
            found.push((length + 1, format!("{} {name}", source.path.display())));
        }
    }
    found
}

/// Files whose imports lead back to them, as they stand: a row for each circle. The list may only shrink.
const CIRCLES: &[&str] = &[
    "commands/explain/exits.rs commands/explain/topics.rs commands/explain/topics/names.rs commands/explain/topics/statuses.rs",
    "render/detail/head.rs render/detail/instances.rs render/detail/mod.rs",
    "ui/message.rs ui/mod.rs ui/progress.rs",
];

/// Files of a directory, and a `mod.rs` and the files below it, count like any other: what two of them share stands in a file
/// below both.
#[test]
fn no_file_imports_what_imports_it() {
    let imports = Crate::read().imports();
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Import { from, to, .. } in &imports {
        all.entry(from).or_default().insert(to);
    }
    let circles: BTreeSet<Vec<&str>> = all.keys().filter_map(|file| circle(file, &all)).collect();
    let known: Vec<Vec<&str>> = CIRCLES.iter().map(|row| row.split(' ').collect()).collect();
    let (mut new, mut found) = (Vec::new(), BTreeSet::new());
    for files in circles {
        let of_known = |row: &Vec<&str>| files.iter().all(|file| row.contains(file));
        if let Some(row) = known.iter().position(of_known) {
            found.insert(row);
            continue;
        }
        let has = |file: &str| files.contains(&file);
        let inside = imports.iter().filter(|it| has(&it.from) && has(&it.to));
        let told = inside.map(|it| format!("\n  {} imports {} of {}", it.from, it.name, it.to));
        new.push(files.join(" ") + &told.collect::<String>());
    }
    assert!(new.is_empty(), "{}", new.join("\n"));
    let gone: Vec<&str> = (0..CIRCLES.len())
        .filter(|row| !found.contains(row))
        .map(|row| CIRCLES[row])
        .collect();
    assert!(
        gone.is_empty(),
        "no longer circles, so take them from the list: {gone:#?}"
    );
}

/// All files that a file imports, in any number of steps, and that import it.
fn circle<'f>(file: &'f str, all: &BTreeMap<&'f str, BTreeSet<&'f str>>) -> Option<Vec<&'f str>> {
    let reached = |from: &'f str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            let more = all.get(next).into_iter().flatten();
            open.extend(more.filter(|file| reached.insert(**file)));
        }
        reached
    };
    let below = reached(file);
    let back: Vec<&str> = below
        .into_iter()
        .filter(|below| reached(below).contains(file))
        .collect();
    (!back.is_empty()).then_some(back)
}

#[test]
fn no_type_has_the_name_of_another() {
    let sources = Crate::read();
    let mut doubled = sources.doubled_types();
    doubled.retain(|_, files| {
        // The sandbox is a world of its own.
        files.retain(|file| !file.starts_with("sandbox"));
        files.len() > 1
    });
    assert!(doubled.is_empty(), "{doubled:?}");
}
