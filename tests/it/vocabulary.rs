//! The tables that a reader meets in several places are the same everywhere, for they are made of the same data.

use std::path::Path;

use invq::vocabulary::{EXITS, FORMS};

use crate::support::{Answer, Invq, Rogue};

/// The table of a page that begins with this line; a failure shows what belongs there.
fn is_in(page: &str, head: &str, rows: impl Iterator<Item = String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let written = text
        .lines()
        .skip_while(|line| *line != head)
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let rows: Vec<String> = rows.collect();
    assert_eq!(written.collect::<Vec<_>>().join("\n"), rows.join("\n"));
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let rows = EXITS
        .iter()
        .map(|row| format!("| {} | {} |", row.code, row.says));
    for page in ["README.md", "skills/invq/SKILL.md"] {
        is_in(page, "| exit | when |", rows.clone());
    }
    let help = Invq::new("--help").run().quiet().stdout();
    let explained = Invq::new("explain exit-codes").run().quiet().stdout();
    for (code, says) in EXITS.iter().map(|row| (row.code, row.says)) {
        assert!(help.contains(&format!("  {code:>3}  {says}\n")), "{code}");
        assert!(
            explained.contains(&format!("  {code:<3}  {says}\n")),
            "{code}"
        );
    }
}

#[test]
fn the_forms_are_those_of_the_program() {
    let rows = FORMS.iter().map(|form| {
        let typed: Vec<String> = form
            .typed
            .split(", ")
            .map(|typed| format!("`{typed}`"))
            .collect();
        format!("| {} | {} | {} |", typed.join(", "), form.serves, form.says)
    });
    is_in("README.md", "| form | for | what |", rows);
    let help = Invq::new("--help").run().quiet().stdout();
    for form in FORMS {
        assert!(
            help.contains(&format!("  {:<16}  {}\n", form.typed, form.says)),
            "{form:?}"
        );
    }
}

/// Each form that is listed can be typed, and comes out.
#[test]
fn each_form_can_be_typed() {
    for form in FORMS {
        for typed in form.typed.split(", ") {
            let typed = typed
                .replace("=FIELDS", "=InvokeId")
                .replace("EXPR", "length")
                .replace("[=KEY]", "");
            let run = Invq::new(&format!("--sandbox -s stopped {typed}")).run();
            assert_eq!(run.code, 0, "{typed}: {run}");
        }
    }
}

/// A table on a screen of 80 cells is not broken.
#[test]
fn the_tables_of_the_help_fit_80_cells() {
    let help = Invq::new("--help").run().quiet().stdout();
    let tables = help.split("\nForms:").nth(1).unwrap();
    for line in tables.lines() {
        assert!(line.len() <= 80, "{line}");
    }
}

/// A message and `invq explain` read the same row of a code.
#[test]
fn a_refusal_is_told_as_its_code_is_explained() {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for code in [
        "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive",
        "SignatureDoesNotMatch",
        "MissingSecurityToken",
        "InvalidSecurityToken.Expired",
        "InvalidSecurityToken.MismatchWithAccessKey",
        "InvalidTimeStamp.Expired",
        "InvalidRegionId.NotFound",
        "RegionId.ApiNotSupported",
        "InvalidParameter.NextToken",
        "ServiceUnavailable.Region",
        "Throttling.User",
    ] {
        let rogue = match code {
            "InvalidTimeStamp.Expired" => {
                Rogue::new([Answer::other_clock(), Answer::other_clock()])
            }
            code => Rogue::new([Answer::refusal("400 Bad Request", code, &[])]),
        };
        let run = rogue.run("t-1 --retries 0 --error-format json");
        let told: serde_json::Value =
            serde_json::from_str(run.stderr().lines().last().unwrap()).unwrap();
        let told = |name: &str| {
            let text = told[name].as_str().unwrap().to_owned();
            // The key and the region that the message names.
            let plain = text
                .split(' ')
                .filter(|word| !["`testid`", "`cn-hangzhou`"].contains(word));
            plain.collect::<Vec<_>>().join(" ")
        };
        let explained = one_line(&Invq::new(&format!("explain {code}")).run().stdout());
        for text in [told("message"), told("hint")] {
            assert!(
                explained.contains(&text),
                "{code}: {text:?} is not in {explained:?}"
            );
        }
    }
}
