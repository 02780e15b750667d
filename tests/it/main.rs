//! The tool as its users meet it, one file for each thing that it can do: asked over real HTTP, in this process where
//! nothing but the result matters and as the real binary where a process does.
//!
//! `SNAPSHOTS=overwrite cargo test` writes the snapshots anew; read the difference as a reviewer would.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![expect(
    clippy::needless_raw_string_hashes,
    reason = "snapshots are written so"
)]

mod support;

#[cfg(unix)]
mod action;
mod api;
mod architecture;
mod archive;
mod archive_reading;
mod archive_safety;
mod brief;
mod columns;
mod completions;
mod delimited;
mod detail;
mod diff;
mod dry_run;
mod error_list;
mod exit_codes;
mod explain;
mod faults;
mod fields;
mod filters;
mod fold_diff;
mod full;
mod grep;
mod help;
mod history;
mod hostile;
mod hosts;
mod identity;
mod identity_cases;
mod identity_fetch;
mod identity_way;
mod jq;
mod json;
mod limits;
mod live_lines;
mod messages;
mod no_page;
mod output;
mod pager;
mod pages;
mod picture;
mod pipe;
mod privacy;
mod profile_file;
mod profiles;
mod readme;
mod regions;
mod renewal;
mod reports;
mod retry;
mod roll_up;
mod sandbox;
mod saved;
mod screens;
mod selectors;
mod several_outputs;
mod simulator;
mod soak;
mod sorting;
mod stream;
mod summary;
mod table;
mod tails;
mod truth;
mod two_phases;
mod usage;
mod verbose;
mod vocabulary;
mod wait;
mod watch;
mod wide;
mod wire;

/// A file that nobody declares is never compiled, and its tests never fail.
#[test]
fn every_file_here_is_part_of_the_tests() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let declared = include_str!("main.rs");
    for entry in std::fs::read_dir(here).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let line = format!("mod {name};");
        assert!(
            name == "main" || declared.lines().any(|declares| declares == line),
            "`{line}` is missing in tests/it/main.rs"
        );
    }
}
