//! What does not go with `--into`.

use super::QueryArgs;
use crate::query::{Form, Query};

/// Problems of keeping records in an archive: it keeps whole records as they came, and prints what it kept.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    if args.result.into.is_none() {
        return Vec::new();
    }
    let (selectors, filters, result) = (&args.selectors, &args.filters, &args.result);
    let given = [
        ("--limit", query.limit.is_some()),
        ("--one-page", selectors.one_page),
        ("--next-token", selectors.next_token.is_some()),
        ("--sort", filters.sort.is_some()),
        ("--grep", !filters.grep.is_empty()),
        ("--per-instance", result.per_instance),
        ("--history", result.history),
        ("--summary", result.summary.is_some()),
        ("--jq", result.jq.is_some()),
        ("--columns", result.columns.is_some()),
        ("--encoding", result.encoding.is_some()),
        ("--plain-text", selectors.plain_text),
        ("--diff", result.diff.is_some()),
        ("--full", result.full),
        ("--report", !result.report.is_empty()),
        ("--save", result.save.is_some()),
        ("--wait", args.waiting.wait.is_some()),
        ("--watch", args.waiting.watch.is_some()),
        ("--exit-status", args.waiting.exit_status.is_some()),
        (
            "--json=FIELDS",
            result
                .json
                .as_ref()
                .is_some_and(|fields| !fields.is_empty()),
        ),
    ];
    let given = given.into_iter().filter(|(_, given)| *given);
    let mut wrong: Vec<String> = given
        .map(|(flag, _)| {
            format!("{flag} and --into: an archive keeps whole records and all of them")
        })
        .collect();
    if !matches!(form, Form::Table | Form::Json) {
        let form = form.name();
        wrong.push(format!(
            "--into prints what it kept as text or with --json, not as -o {form}"
        ));
    }
    wrong
}
