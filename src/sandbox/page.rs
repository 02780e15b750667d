//! Which page of the selected records is asked for, and the answer with it: its records, its token and its numbers.

use serde_json::{Value, json};

use super::asked::Asked;
use super::faults::{self, FaultKind};
use super::fleet::object::{Object, change_texts, plain};
use super::refusal::Refusal;
use super::token::{self, Position};

/// The values of `ContentEncoding`.
pub const ENCODINGS: &str = "PlainText Base64";

/// The largest page, and the one that is served when nothing is said.
const MAX_PAGE: usize = 50;
const DEFAULT_PAGE: usize = 10;

/// The parameters that do not select.
const NOT_OF_FILTER: &str = "PageNumber PageSize MaxResults NextToken IncludeOutput ContentEncoding OwnerId \
    OwnerAccount ResourceOwnerId ResourceOwnerAccount";

/// The text of an answer and how many records it holds.
#[derive(Debug)]
pub struct Page {
    /// The body.
    pub body: Vec<u8>,
    /// How many records it holds.
    pub records: usize,
    /// How it differs on purpose from what it should be.
    pub fault: Option<FaultKind>,
}

impl Page {
    /// A JSON value that is no page of records.
    pub fn json(body: &Value) -> Self {
        Self::whole(body.to_string().into_bytes())
    }

    /// An answer without records.
    pub fn whole(body: Vec<u8>) -> Self {
        Self {
            body,
            records: 0,
            fault: None,
        }
    }

    fn with(self, fault: FaultKind) -> Self {
        Self {
            fault: Some(fault),
            ..self
        }
    }
}

/// Answers with the page that is asked for, of what is selected from a position on. `outer` and `inner` are the names of
/// the list's wrapper, `around` that of what stands around everything but the request ID.
///
/// Tokens win: beside `MaxResults` or `NextToken` the other two parameters do nothing, not even an error.
pub fn answer<I: Iterator<Item = (Position, Object)>>(
    asked: &Asked<'_>,
    selected: impl FnOnce(Position) -> I,
    (around, outer, inner): (Option<&str>, &str, &str),
) -> Result<Page, Refusal> {
    let params = asked.params;
    // A token is bound to the region and the filters.
    let scope = format!("{} {}", asked.action, params.key(NOT_OF_FILTER));
    let mut size = params.number("MaxResults", 1..=MAX_PAGE, Refusal::bad_max_results)?;
    let token = params.get("NextToken");
    let by_token = size.is_some() || token.is_some();
    let from = match token {
        None => Position::default(),
        Some(token) => token::read(token, &scope).ok_or_else(Refusal::bad_next_token)?,
    };
    let mut number = None;
    if !by_token {
        number = params.number("PageNumber", 1..=usize::MAX, Refusal::bad_page_number)?;
        size = params.number("PageSize", 1..=MAX_PAGE, Refusal::bad_page_size)?;
    }
    let (number, size) = (number.unwrap_or(1), size.unwrap_or(DEFAULT_PAGE));
    let repeated = token.filter(|_| asked.drawn.by(FaultKind::RepeatToken));
    let drawn = asked.drawn;
    if drawn.by(FaultKind::ErrorIn200) {
        let page = Page::json(&faults::refused_in_200(asked.request_id));
        return Ok(page.with(FaultKind::ErrorIn200));
    }
    let endless = drawn.by(FaultKind::Endless) && by_token;
    // Nothing but a token, which leads to the real page.
    let before =
        drawn.by(FaultKind::EmptyPage) && by_token && !from.after_empty && repeated.is_none();
    let empty = endless || before;
    let mut next = empty.then_some(Position {
        after_empty: before,
        tagged: from.tagged + usize::from(endless),
        ..from
    });
    let (mut list, mut total) = (Vec::new(), 0);
    // One more is looked at: only then is the last page known to be the last. By page number everything is, to count.
    for (here, record) in selected(from).take_while(|_| !empty) {
        total += 1;
        if total <= (number - 1).saturating_mul(size) {
            continue;
        }
        if list.len() < size {
            list.push(record);
            continue;
        }
        next.get_or_insert(here);
        if by_token {
            break;
        }
    }
    if params.get("ContentEncoding") == Some("PlainText") {
        for record in &mut list {
            change_texts(record, plain);
        }
    }
    let next = next
        .map(|next| token::write(next, &scope))
        .unwrap_or_default();
    let distorted = faults::distort(drawn, &mut list);
    let records = list.len();
    let mut body = json!({
        outer: { inner: list },
        "NextToken": repeated.map_or(next, str::to_owned),
        // By token there is one page, and nobody counts.
        "PageNumber": number,
        "PageSize": size,
        "TotalCount": if by_token { 0 } else { total },
    });
    if let Some(around) = around {
        body = json!({ around: body });
    }
    if let Some(body) = body.as_object_mut() {
        body.insert("RequestId".to_owned(), asked.request_id.into());
    }
    let fault = repeated.map(|_| FaultKind::RepeatToken).or(distorted);
    let fault = fault.or(endless.then_some(FaultKind::Endless));
    Ok(Page {
        records,
        fault: fault.or(empty.then_some(FaultKind::EmptyPage)),
        ..Page::json(&body)
    })
}
