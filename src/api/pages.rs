//! The pages of one target, one after the other and only when asked for.

use std::collections::HashSet;

use super::client::{ApiResponse, ApiError, Client};
use super::request::{PageRequest, action, parameters};
use super::wire::{PageShape, INVOCATIONS, OF_ANSWER, Page, RUNS};
use crate::model::{Body, Encoding};
use crate::query::Target;

/// A body above this is large: the next page asks for fewer invocations, so that memory stays bounded.
const LARGE_BODY: usize = 4 * 1024 * 1024;

/// A walk ends after this many pages without a record, one after the other.
const EMPTY_PAGES: u32 = 200;

/// A walk through invocations ends when this many came. The service keeps 10,000.
const RECORDS: usize = 20_000;

/// A walk through the pages of a target.
#[derive(Debug)]
pub struct Pages {
    client: Client,
    target: Target,
    next: Option<PageRequest>,
    seen: HashSet<String>,
    empty_so_far: bool,
    /// How many pages without a record came since the last one with any.
    empty_in_a_row: u32,
    /// How many records came.
    records: usize,
}

impl Pages {
    /// Starts at the first page, or at `token`.
    #[must_use]
    pub fn new(client: Client, target: Target, token: Option<String>) -> Self {
        // A walk from a token has seen nothing of what came before, so finding nothing proves nothing.
        let empty_so_far = token.is_none();
        let next = Some(PageRequest {
            size: target.common.page_size,
            token,
        });
        Self {
            client,
            target,
            next,
            seen: HashSet::new(),
            empty_so_far,
            empty_in_a_row: 0,
            records: 0,
        }
    }

    /// What is asked.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The page that would be asked for next; `None` at the end. After an error: the page that failed.
    #[must_use]
    pub fn position(&self) -> Option<&PageRequest> {
        self.next.as_ref()
    }

    /// Asks for the next page; `None` after the last. The position moves on only when the page is there.
    ///
    /// # Errors
    ///
    /// When the page cannot be had, its token was given before, or so much came already that there is no end to it.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        let Some(request) = self.next.clone() else {
            return Ok(None);
        };
        self.may_go_on(&request)?;
        let page = self.fetch(&request).await?;
        self.records += page.invocations.len();
        self.empty_in_a_row = if page.invocations.is_empty() {
            self.empty_in_a_row + 1
        } else {
            0
        };
        self.empty_so_far &= page.invocations.is_empty();
        self.seen.extend(request.token);
        self.next = match &page.next_token {
            Some(token) => Some(PageRequest {
                size: smaller(request.size, page.body.as_str().len()),
                token: Some(token.clone()),
            }),
            None if self.empty_so_far && self.target.may_be_scheduled() => {
                self.target.timed = Some(true);
                Some(PageRequest {
                    size: request.size,
                    token: None,
                })
            }
            None => None,
        };
        Ok(Some(page))
    }

    /// Whether the list can have an end behind this page.
    fn may_go_on(&self, request: &PageRequest) -> Result<(), ApiError> {
        let token = request.token.as_ref();
        if let Some(token) = token.filter(|token| self.seen.contains(*token)) {
            return Err(ApiError::TokenLoop(token.clone()));
        }
        if self.empty_in_a_row >= EMPTY_PAGES {
            return Err(ApiError::EmptyPages(self.empty_in_a_row));
        }
        if self.records >= RECORDS && !self.target.common.history {
            return Err(ApiError::TooManyRecords(self.records));
        }
        Ok(())
    }

    async fn fetch(&self, request: &PageRequest) -> Result<Page, ApiError> {
        let encoding = if self.target.common.plain_text {
            Encoding::PlainText
        } else {
            Encoding::Base64
        };
        let parameters = parameters(&self.target, request);
        let form = if self.target.common.history {
            RUNS
        } else {
            INVOCATIONS
        };
        let read = |answer| read(answer, form, encoding);
        self.client
            .ask(action(&self.target), &parameters, read)
            .await
    }
}

fn read(mut answer: ApiResponse, form: PageShape, encoding: Encoding) -> Result<Page, ApiError> {
    let body = Body::new(std::mem::take(&mut answer.body));
    form.read(&body, encoding, OF_ANSWER)
        .map_err(|error| answer.unread(body.as_str(), &error))
}

/// The size of the next page, after one of `bytes`.
fn smaller(size: u32, bytes: usize) -> u32 {
    if bytes <= LARGE_BODY {
        return size;
    }
    let fits = u64::from(size) * LARGE_BODY as u64 / bytes as u64;
    u32::try_from(fits).unwrap_or(size).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_shrink_only_after_a_large_body() {
        assert_eq!(smaller(50, 1024), 50);
        assert_eq!(smaller(50, LARGE_BODY), 50);
        assert_eq!(smaller(50, 10 * LARGE_BODY), 5);
        assert_eq!(smaller(10, 1000 * LARGE_BODY), 1);
    }

    #[test]
    fn an_answer_that_ends_inside_a_number_is_cut_off() {
        let whole = r#"{"Invocations":{"Invocation":[{"InvokeId":"t-1","ExitCode":-1.5e-3}]}}"#;
        for end in 1..whole.len() {
            let answer = ApiResponse::good(whole.get(..end).unwrap());
            let error = read(answer, INVOCATIONS, Encoding::Base64).unwrap_err();
            let cut = matches!(
                error,
                ApiError::Unreadable {
                    broken_off: true,
                    ..
                }
            );
            assert!(cut, "{end}: {error}");
        }
    }
}
