//! Which page of the selected records is asked for, and the answer with it: its records, its token and its numbers.

use serde_json::{Value, json};

use super::asked::Asked;
use super::faults::{self, FaultKind};
use super::fleet::object::{Object, change_texts, plain};
use super::params::Params;
use super::refusal::Refusal;
use super::token::{self, Position};

/// The values of `ContentEncoding`.
pub const ENCODINGS: &str = "PlainText Base64";

/// The page that is served when nothing is said.
const DEFAULT_PAGE: usize = 10;

/// What a page looks like.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What stands around everything but the request ID.
    pub around: Option<&'static str>,
    /// The list's wrapper.
    pub outer: &'static str,
    /// The list in its wrapper; newer actions have none.
    pub inner: Option<&'static str>,
    /// The largest page.
    pub most: usize,
    /// The smallest page: all that were named come at once.
    pub least: usize,
    /// A size that is too small or too large is brought to the nearest that is served.
    pub lenient: bool,
}

impl Form {
    /// At most 50 records in a list within a wrapper.
    pub const fn of(outer: &'static str, inner: &'static str) -> Self {
        Self {
            around: None,
            outer,
            inner: Some(inner),
            most: 50,
            least: 0,
            lenient: false,
        }
    }
}

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

/// Which records are asked for.
struct Window<'a> {
    token: Option<&'a str>,
    by_token: bool,
    from: Position,
    number: usize,
    size: usize,
}

/// Reads which page is asked for. Tokens win: beside `MaxResults` or `NextToken` the other two parameters do nothing, not even
/// an error.
fn window<'a>(params: &'a Params, form: &Form, scope: &str) -> Result<Window<'a>, Refusal> {
    let most = if form.lenient { usize::MAX } else { form.most };
    let mut size = params.number("MaxResults", 1..=most, Refusal::bad_max_results)?;
    let token = params.get("NextToken");
    let by_token = size.is_some() || token.is_some();
    let from = match token {
        None => Position::default(),
        Some(token) => token::read(token, scope).ok_or_else(Refusal::bad_next_token)?,
    };
    let mut number = None;
    if !by_token {
        number = params.number("PageNumber", 1..=usize::MAX, Refusal::bad_page_number)?;
        size = params.number("PageSize", 1..=form.most, Refusal::bad_page_size)?;
    }
    let mut size = size.unwrap_or(DEFAULT_PAGE);
    if form.lenient {
        size = size.clamp(DEFAULT_PAGE, form.most);
    }
    Ok(Window {
        token,
        by_token,
        from,
        number: number.unwrap_or(1),
        size: size.max(form.least),
    })
}

/// Answers with the page that is asked for, of what is selected from a position on.
pub fn answer<I: Iterator<Item = (Position, Object)>>(
    asked: &Asked<'_>,
    selected: impl FnOnce(Position) -> I,
    form: Form,
) -> Result<Page, Refusal> {
    let (params, drawn) = (asked.params, asked.drawn);
    // A token is bound to the region and the filters.
    let scope = format!("{} {}", asked.action, params.key(NOT_OF_FILTER));
    let Window {
        token,
        by_token,
        from,
        number,
        size,
    } = window(params, &form, &scope)?;
    let repeated = token.filter(|_| drawn.by(FaultKind::RepeatToken));
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
    let list = match form.inner {
        Some(inner) => json!({ inner: list }),
        None => list.into(),
    };
    let mut body = json!({
        form.outer: list,
        "NextToken": repeated.map_or(next, str::to_owned),
        // By token there is one page, and nobody counts.
        "PageNumber": number,
        "PageSize": size,
        "TotalCount": if by_token { 0 } else { total },
    });
    if let Some(around) = form.around {
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
