//! `--json=FIELDS`: names that invq's JSON has, and what was meant by others.

use crate::model::column::Rows;
use crate::nearest::nearest;
use crate::vocabulary::{DERIVED_FIELDS, INSTANCE_FIELDS, INVOCATION_FIELDS};

/// Reads dotted paths, and tells every problem.
pub(super) fn read(typed: &str, rows: Rows, mut say: impl FnMut(String)) -> Vec<String> {
    let paths: Vec<String> = typed
        .split(',')
        .map(|path| path.trim().to_owned())
        .collect();
    let known = known(rows);
    for path in &paths {
        if path.split('.').any(str::is_empty) {
            say(format!("--json=`{typed}`: a field is empty"));
        } else if !known.contains(path) {
            say(unknown(path, &known));
        }
    }
    paths
}

/// The paths of all fields that the objects may have.
fn known(rows: Rows) -> Vec<String> {
    let terms = INVOCATION_FIELDS
        .iter()
        .chain(INSTANCE_FIELDS.iter())
        .chain(DERIVED_FIELDS.iter());
    let mut known = Vec::new();
    for path in terms.filter_map(|term| place(term.word, rows)) {
        // A field that has others inside is a field as well.
        let dots = path.match_indices('.').map(|(dot, _)| dot);
        for end in dots.chain([path.len()]) {
            let field = path.get(..end).unwrap_or_default().to_owned();
            if !known.contains(&field) {
                known.push(field);
            }
        }
    }
    known
}

/// Where a field stands in an object, if it does. An instance or a run has its invocation inside.
fn place(word: &str, rows: Rows) -> Option<String> {
    let inside = word.strip_prefix("InvokeInstances.");
    match (rows, inside) {
        (Rows::Invocations, _) => (word != "Invocation").then(|| word.to_owned()),
        (_, Some(inside)) => Some(inside.to_owned()),
        (_, None) if word == "Invocation" => Some(word.to_owned()),
        (_, None) => Some(format!("Invocation.{word}")),
    }
}

fn unknown(path: &str, known: &[String]) -> String {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_lowercase();
    let elsewhere = || {
        let same = known.iter().find(|field| last(field) == last(path));
        same.map(String::as_str)
    };
    let near = nearest(path, known.iter().map(String::as_str)).or_else(elsewhere);
    let instead = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`invq explain fields` lists them.".to_owned(),
    };
    format!(
        "--json=FIELDS: invq knows no field `{path}`; {instead} What it does not know, `--jq '.[].{path}'` reads"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(typed: &str, rows: Rows) -> Vec<String> {
        let mut told = Vec::new();
        read(typed, rows, |text| told.push(text));
        told
    }

    #[test]
    fn what_was_meant_is_found_by_letters_and_by_place() {
        for (typed, rows, meant) in [
            ("invokeId", Rows::Invocations, "InvokeId"),
            ("Derived.Verdikt", Rows::Invocations, "Derived.Verdict"),
            ("Verdict", Rows::Invocations, "Derived.Verdict"),
            ("ExitCode", Rows::Invocations, "InvokeInstances.ExitCode"),
            ("Invocation.InvokeId", Rows::Invocations, "InvokeId"),
            ("CommandName", Rows::Instances, "Invocation.CommandName"),
            ("InvokeInstances.ExitCode", Rows::Runs, "ExitCode"),
        ] {
            let [text] = &told(typed, rows)[..] else {
                panic!("{typed}")
            };
            assert!(text.contains(&format!("did you mean `{meant}`?")), "{text}");
        }
        assert_eq!(
            told("Nothing.Alike", Rows::Invocations),
            [
                "--json=FIELDS: invq knows no field `Nothing.Alike`; `invq explain fields` lists them. What it does not \
                 know, `--jq '.[].Nothing.Alike'` reads"
            ]
        );
    }

    #[test]
    fn fields_stand_where_the_objects_have_them() {
        let all = "InvokeInstances.Derived.Verdict,InvokeInstances,Derived.Instances.Ok,Tags,Tags.TagKey,Derived";
        assert_eq!(told(all, Rows::Invocations), [""; 0]);
        let alone = "Derived.Verdict,Invocation.Derived.Region,Invocation,Invocation.Tags,ExitCode";
        assert_eq!(told(alone, Rows::Instances), [""; 0]);
        assert_eq!(told(alone, Rows::Runs), [""; 0]);
    }
}
