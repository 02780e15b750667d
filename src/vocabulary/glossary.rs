//! Words that are explained and decide nothing: `glossary.txt`, a table under each heading.
//!
//! A field of an instance begins with `InvokeInstances.`; `--json=FIELDS` takes every word of the first three tables.

use std::sync::LazyLock;

use super::Term;

/// A table that is read when it is first asked for.
pub type Glossary = LazyLock<Vec<Term>>;

/// Fields of an invocation.
pub static INVOCATION_FIELDS: Glossary = LazyLock::new(|| table("# INVOCATION_FIELDS"));

/// Fields of an instance.
pub static INSTANCE_FIELDS: Glossary = LazyLock::new(|| table("# INSTANCE_FIELDS"));

/// What invq adds.
pub static DERIVED_FIELDS: Glossary = LazyLock::new(|| table("# DERIVED_FIELDS"));

/// Fields of an answer that belong to no record.
pub static PAGE_FIELDS: Glossary = LazyLock::new(|| table("# PAGE_FIELDS"));

/// The parameters of DescribeInvocations and DescribeInvocationResults, each with its flag.
pub static PARAMETERS: Glossary = LazyLock::new(|| table("# PARAMETERS"));

/// `ErrorCode`, and the words that stand for it where there is little room: what happened and, where there is something,
/// what helps.
pub static ERROR_CODES: Glossary = LazyLock::new(|| table("# ERROR_CODES"));

/// `OssOutputStatus`.
pub static DELIVERY_STATUSES: Glossary = LazyLock::new(|| table("# DELIVERY_STATUSES"));

/// `OssOutputErrorCode`: why an output could not be delivered.
pub static DELIVERY_ERRORS: Glossary = LazyLock::new(|| table("# DELIVERY_ERRORS"));

/// What the exit code of a process usually means. Those of Windows, which are `NTSTATUS` values, are in hexadecimal.
pub static PROCESS_EXITS: Glossary = LazyLock::new(|| table("# PROCESS_EXITS"));

/// `TerminationMode`: what ends when a run is stopped or times out.
pub static TERMINATION_MODES: Glossary = LazyLock::new(|| table("# TERMINATION_MODES"));

/// `ContentEncoding`.
pub static ENCODINGS: Glossary = LazyLock::new(|| table("# ENCODINGS"));

/// `InvokeStatus` of an invocation.
pub static OLD_INVOCATION_STATUSES: Glossary = LazyLock::new(|| table("# OLD_INVOCATION_STATUSES"));

/// `InstanceInvokeStatus`.
pub static OLD_INSTANCE_STATUSES: Glossary = LazyLock::new(|| table("# OLD_INSTANCE_STATUSES"));

/// The rows under a heading.
fn table(heading: &str) -> Vec<Term> {
    let lines = include_str!("glossary.txt").lines();
    let rows = lines.skip_while(|line| *line != heading).skip(1);
    let rows = rows.take_while(|line| !line.is_empty());
    rows.filter_map(|row| {
        let (word, sentences) = row.split_once(": ")?;
        let (word, other) = word
            .split_once(" = ")
            .map_or((word, None), |(word, other)| (word, Some(other)));
        let (says, more) = sentences.split_once(" | ").unwrap_or((sentences, ""));
        Some(Term {
            word,
            // Tables are read once and kept.
            others: other.map_or(&[], |other| {
                std::slice::from_ref(Box::leak(Box::new(other)))
            }),
            says,
            more,
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every element of a record in the answer, as the product page lists them.
    const INVOCATION: &str = "OssOutputDelivery InvocationStatus Parameters Timed CommandDescription Timeout \
        CommandContent WorkingDir RepeatMode InvokeStatus CommandType Username ContainerId ContainerName CreationTime \
        Frequency Launcher CommandId CommandName InvokeId TerminationMode Tags.TagKey Tags.TagValue";
    const INSTANCE: &str = "Dropped InvocationStatus InstanceId Timed InstanceInvokeStatus ExitCode ErrorInfo StartTime \
        Repeats OssOutputUri OssOutputStatus OssOutputErrorCode OssOutputErrorInfo FinishTime Output CreationTime \
        UpdateTime ErrorCode StopTime";

    #[test]
    fn every_element_of_a_record_is_explained_and_no_other() {
        let sorted = |mut words: Vec<String>| {
            words.sort();
            words
        };
        let words =
            |table: &[Term]| sorted(table.iter().map(|term| term.word.to_owned()).collect());
        let listed = |text: &str, before: &str| {
            sorted(
                text.split_whitespace()
                    .map(|word| format!("{before}{word}"))
                    .collect(),
            )
        };
        assert_eq!(words(&INVOCATION_FIELDS), listed(INVOCATION, ""));
        assert_eq!(
            words(&INSTANCE_FIELDS),
            listed(INSTANCE, "InvokeInstances.")
        );
    }

    #[test]
    fn every_element_around_the_records_is_explained() {
        for element in [
            "NextToken",
            "PageNumber",
            "PageSize",
            "RequestId",
            "TotalCount",
            "Invocations",
            "Invocation",
            "InvokeInstances",
            "InvokeInstances.InvokeInstance",
            "Tags",
            "Tags.Tag",
        ] {
            assert!(
                PAGE_FIELDS.iter().any(|term| term.word == element),
                "{element}"
            );
        }
    }

    #[test]
    fn every_code_of_the_product_page_is_explained() {
        for code in [
            "InstanceNotExists",
            "InstanceReleased",
            "InstanceNotRunning",
            "CommandNotApplicable",
            "AccountNotExists",
            "DirectoryNotExists",
            "BadCronExpression",
            "ClientNotRunning",
            "ClientNotResponse",
            "ClientIsUpgrading",
            "ClientNeedUpgrade",
            "DeliveryTimeout",
            "ExecutionTimeout",
            "ExecutionException",
            "ExecutionInterrupted",
            "ExitCodeNonzero",
            "SecurityGroupRuleDenied",
            "TaskConcurrencyLimit",
        ] {
            assert!(ERROR_CODES.iter().any(|term| term.word == code), "{code}");
        }
    }

    #[test]
    fn the_codes_of_agents_are_known() {
        let known = |code: &&str| ERROR_CODES.iter().any(|term| term.word == *code);
        assert!(crate::vocabulary::AGENT_CODES.iter().all(known));
    }

    #[test]
    fn every_line_of_a_table_is_a_row() {
        let text = include_str!("glossary.txt");
        let headings = text.lines().filter(|line| line.starts_with("# "));
        let rows: usize = headings.map(|heading| table(heading).len() + 2).sum();
        assert_eq!(rows + 1, text.lines().count());
    }
}
