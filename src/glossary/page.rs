//! The fields of an answer that belong to no record.

use super::{Term, term};

/// Each field.
pub const PAGE_FIELDS: [Term; 15] = [
    term(
        "RequestId",
        "the ID of the request, for the vendor's support",
        "`-v` shows it for each request",
    ),
    term(
        "NextToken",
        "where the next page begins; missing or empty on the last one",
        "`--next-token` begins there",
    ),
    term(
        "PageNumber",
        "the number of the page, of a way of paging that is about to be removed",
        "",
    ),
    term(
        "PageSize",
        "the size of a page, of a way of paging that is about to be removed",
        "",
    ),
    term(
        "TotalCount",
        "how many records there are; not valid when pages are read by token, so never shown",
        "",
    ),
    term(
        "Invocations",
        "the wrapper around the invocations of a page",
        "only `-o api` has it: invq's own JSON is the list itself",
    ),
    term(
        "Invocation",
        "the invocations of a page, each with everything about one run",
        "the objects of invq's own JSON",
    ),
    term(
        "InvokeInstances",
        "the instances of an invocation, each with how it went there",
        "a plain list in invq's own JSON",
    ),
    term(
        "InvokeInstances.InvokeInstance",
        "the same list as the service wraps it",
        "only `-o api` has the wrapper",
    ),
    term(
        "Tags",
        "the tags of an invocation: objects with TagKey and TagValue",
        "a plain list in invq's own JSON",
    ),
    term(
        "Tags.Tag",
        "the same list as the service wraps it",
        "only `-o api` has the wrapper",
    ),
    term(
        "InvocationResults",
        "the wrapper around the runs of a page, of DescribeInvocationResults",
        "only `--history -o api` has it",
    ),
    term(
        "InvocationResults.InvocationResult",
        "the runs of a page, each on one instance",
        "objects of the form of `--per-instance` in invq's own JSON",
    ),
    term(
        "FinishedTime",
        "when the process of a run ended, in UTC",
        "FinishTime in invq's own JSON: DescribeInvocationResults has another name for it",
    ),
    term(
        "InvokeRecordStatus",
        "the old word for the progress of a run",
        "InstanceInvokeStatus in invq's own JSON: DescribeInvocationResults has another name for it",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

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
}
