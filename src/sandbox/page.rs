//! Which page of the selected records is asked for, and the answer with it: its records, its token and its numbers.

use std::ops::ControlFlow;

use serde_json::Value;

use super::params::Params;
use super::refusal::Refusal;
use super::token::{self, Position};

/// The text of an answer and how many records it holds.
#[derive(Debug)]
pub struct Page {
    /// The body.
    pub body: Vec<u8>,
    /// How many records it holds.
    pub records: usize,
    /// It holds none because of [`PageFault::Empty`].
    pub empty_on_purpose: bool,
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
            empty_on_purpose: false,
        }
    }
}

/// How a page differs on purpose from what it should be.
#[derive(Clone, Copy, Debug, Default)]
pub enum PageFault<'a> {
    /// Not at all.
    #[default]
    None,
    /// Nothing but a token, which leads to the real page; pages by number and pages behind an empty one are as they are.
    Empty,
    /// Its token is this.
    Repeat(&'a str),
}

/// The largest page, and the one that is served when nothing is said.
const MAX_PAGE: usize = 50;
const DEFAULT_PAGE: usize = 10;

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By token: so many records from a place on.
    Token {
        /// Where to go on.
        from: Position,
        /// How many at most.
        limit: usize,
    },
    /// By number.
    Number {
        /// Which page, from 1.
        number: usize,
        /// How many records a page has.
        size: usize,
    },
}

impl Paging {
    /// Which page is asked for. Tokens win: beside `MaxResults` or `NextToken` the other two parameters do nothing, not even
    /// an error.
    pub fn read(params: &Params, scope: &str) -> Result<Self, Refusal> {
        let limit = params.number("MaxResults", 1..=MAX_PAGE, Refusal::bad_max_results)?;
        let token = params.get("NextToken");
        if limit.is_none() && token.is_none() {
            let number = params.number("PageNumber", 1..=usize::MAX, Refusal::bad_page_number)?;
            let size = params.number("PageSize", 1..=MAX_PAGE, Refusal::bad_page_size)?;
            return Ok(Self::Number {
                number: number.unwrap_or(1),
                size: size.unwrap_or(DEFAULT_PAGE),
            });
        }
        let from = match token {
            None => Position::default(),
            Some(token) => token::read(token, scope).ok_or_else(Refusal::bad_next_token)?,
        };
        Ok(Self::Token {
            from,
            limit: limit.unwrap_or(DEFAULT_PAGE),
        })
    }
}

/// A page of records, to which everything that is selected is offered in turn.
#[derive(Debug)]
pub struct PageBuilder<'a> {
    paging: Paging,
    scope: &'a str,
    page_fault: PageFault<'a>,
    from: Position,
    skip: usize,
    limit: usize,
    body: Vec<u8>,
    selected: usize,
    written: usize,
    next: Option<Position>,
}

impl<'a> PageBuilder<'a> {
    /// A page without records. `body` is what comes before them, `scope` what its token belongs to.
    pub fn new(paging: Paging, scope: &'a str, page_fault: PageFault<'a>, body: &str) -> Self {
        let (from, skip, limit) = match paging {
            Paging::Token { from, limit } => (from, 0, limit),
            Paging::Number { number, size } => {
                let skip = (number - 1).saturating_mul(size);
                (Position::default(), skip, size)
            }
        };
        Self {
            paging,
            scope,
            page_fault,
            from,
            skip,
            limit,
            body: body.as_bytes().to_vec(),
            selected: 0,
            written: 0,
            next: None,
        }
    }

    /// Where the records begin that may be offered; nowhere for a page that is to stay empty.
    pub fn from(&mut self) -> Option<Position> {
        if !self.empty_on_purpose() {
            return Some(self.from);
        }
        self.next = Some(Position {
            after_empty: true,
            ..self.from
        });
        None
    }

    fn empty_on_purpose(&self) -> bool {
        let by_token = matches!(self.paging, Paging::Token { .. });
        matches!(self.page_fault, PageFault::Empty) && by_token && !self.from.after_empty
    }

    /// Takes the next record, if it is one of the page. One more is looked at: only then is the last page known to be
    /// the last. By page number everything is, to count.
    pub fn offer(&mut self, here: Position, write: impl FnOnce(&mut Vec<u8>)) -> ControlFlow<()> {
        self.selected += 1;
        if self.selected <= self.skip {
            return ControlFlow::Continue(());
        }
        if self.written < self.limit {
            if self.written > 0 {
                self.body.push(b',');
            }
            write(&mut self.body);
            self.written += 1;
            return ControlFlow::Continue(());
        }
        self.next.get_or_insert(here);
        match self.paging {
            Paging::Token { .. } => ControlFlow::Break(()),
            Paging::Number { .. } => ControlFlow::Continue(()),
        }
    }

    /// The page once everything was offered: its token and numbers follow the records, and behind the end of what stands
    /// around these the request ID.
    pub fn finish(mut self, end: &str, request_id: &str) -> Page {
        let (page_number, page_size, total_count) = match self.paging {
            // By token nobody counts; the field is there and says nothing.
            Paging::Token { limit, .. } => (1, limit, 0),
            Paging::Number { number, size } => (number, size, self.selected),
        };
        let next_token = match (self.page_fault, self.next) {
            (PageFault::Repeat(sent), _) => sent.to_owned(),
            (_, Some(next)) => token::write(next, self.scope),
            (_, None) => String::new(),
        };
        let rest = format!(
            r#"]}},"NextToken":{},"PageNumber":{page_number},"PageSize":{page_size},"TotalCount":{total_count}{end},"RequestId":"{request_id}"}}"#,
            Value::from(next_token),
        );
        self.body.extend_from_slice(rest.as_bytes());
        Page {
            records: self.written,
            empty_on_purpose: self.empty_on_purpose(),
            body: self.body,
        }
    }
}
