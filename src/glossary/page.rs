//! The fields of an answer that belong to no record.

/// Each field with a sentence. Those of a record are explained by their columns.
pub const PAGE_FIELDS: [(&str, &str); 5] = [
    (
        "RequestId",
        "the ID of the request, for the vendor's support",
    ),
    (
        "NextToken",
        "where the next page begins; missing or empty on the last one",
    ),
    (
        "PageNumber",
        "the number of the page, of a way of paging that is about to be removed",
    ),
    (
        "PageSize",
        "the size of a page, of a way of paging that is about to be removed",
    ),
    (
        "TotalCount",
        "how many records there are; not valid when pages are read by token, so never shown",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_around_the_records_is_explained() {
        let mut names: Vec<&str> = PAGE_FIELDS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let listed = [
            "NextToken",
            "PageNumber",
            "PageSize",
            "RequestId",
            "TotalCount",
        ];
        assert_eq!(names, listed);
    }
}
