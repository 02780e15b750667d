//! Flags whose value may be left out. They take it only after `=`, so that they never eat an ID: a word behind one that
//! would be its value is told so.

use super::{QueryArgs, compare, result, waiting};
use crate::query::Timed;
use crate::vocabulary::{DERIVED_FIELDS, INSTANCE_FIELDS, INVOCATION_FIELDS};

struct Optional {
    flag: &'static str,
    typed: fn(&QueryArgs) -> Option<&str>,
    /// What it means without a value.
    bare: &'static str,
    takes: fn(&str) -> bool,
}

const OPTIONAL: [Optional; 8] = [
    Optional {
        flag: "timed",
        typed: |args| args.selectors.timed.as_deref(),
        bare: "true",
        takes: |word| timed(word).is_ok(),
    },
    Optional {
        flag: "json",
        typed: |args| args.result.json.as_deref(),
        bare: "",
        takes: names_fields,
    },
    Optional {
        flag: "summary",
        typed: |args| args.result.summary.as_deref(),
        bare: "status",
        takes: |word| result::summary_key(word).is_some(),
    },
    Optional {
        flag: "fold",
        typed: |args| args.result.fold.as_deref(),
        bare: "",
        takes: |word| !word.is_empty() && compare::fold(word).is_some(),
    },
    Optional {
        flag: "diff",
        typed: |args| args.result.diff.as_deref(),
        bare: "",
        // Any other ID may be one that is asked for.
        takes: |_| false,
    },
    Optional {
        flag: "wait",
        typed: |args| args.waiting.wait.as_deref(),
        bare: "",
        takes: |word| waiting::length(word).is_some(),
    },
    Optional {
        flag: "watch",
        typed: |args| args.waiting.watch.as_deref(),
        bare: "3s",
        takes: |word| waiting::step(word).is_some(),
    },
    Optional {
        flag: "exit-status",
        typed: |args| args.waiting.exit_status.as_deref(),
        bare: "verdict",
        takes: |word| waiting::judge(word).is_some(),
    },
];

/// The flag that a word may have been meant for, with the word as its value.
pub(super) fn meant(args: &QueryArgs, word: &str) -> Option<String> {
    let bare = |row: &&Optional| (row.typed)(args) == Some(row.bare);
    let row = OPTIONAL.iter().filter(bare).find(|row| (row.takes)(word))?;
    Some(format!("--{}={word}", row.flag))
}

/// Whether these are fields of the JSON result, as dotted paths.
fn names_fields(list: &str) -> bool {
    let terms = || INVOCATION_FIELDS.iter().chain(INSTANCE_FIELDS.iter());
    let names = || {
        terms()
            .chain(DERIVED_FIELDS.iter())
            .flat_map(|term| term.word.split('.'))
    };
    let mut parts = list.split([',', '.']).map(str::trim);
    parts.all(|part| part == "Invocation" || names().any(|name| name == part))
}

/// Reads `true`, `false` or `all`.
pub(super) fn timed(typed: &str) -> Result<Timed, String> {
    match typed.to_lowercase().as_str() {
        "true" => Ok(Timed::Yes),
        "false" => Ok(Timed::No),
        "all" => Ok(Timed::All),
        _ => Err(format!("--timed `{typed}`: must be true, false or all")),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_flag_with_an_optional_value_is_in_the_table() {
        let command = crate::cli::command();
        let optional = command
            .get_arguments()
            .filter(|it| it.is_require_equals_set());
        let mut flags: Vec<&str> = optional.filter_map(clap::Arg::get_long).collect();
        let mut rows = OPTIONAL.map(|row| row.flag).to_vec();
        flags.sort_unstable();
        rows.sort_unstable();
        assert_eq!(rows, flags);
        for row in &OPTIONAL {
            let typed = ["invq".to_owned(), format!("--{}", row.flag)];
            let args = Cli::try_parse_from(typed).unwrap().query;
            assert_eq!((row.typed)(&args), Some(row.bare), "{}", row.flag);
        }
    }
}
