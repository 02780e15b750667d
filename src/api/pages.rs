//! The pages of a list, one after the other, each requested only when it is asked for.

use std::collections::HashSet;

use super::action::ListAction;
use super::client::Client;
use super::error::ApiError;
use super::request::{ListRequest, PageRequest};
use super::response::ApiResponse;
use super::wire::{OF_ANSWER, Page};
use crate::model::{Body, Encoding};

/// After a body larger than this, the next page has fewer invocations, so that memory stays bounded.
const LARGE_BODY: usize = 4 * 1024 * 1024;

/// The list is given up after this many pages in a row without a record.
const EMPTY_PAGES: u32 = 200;

/// The pages of a list.
#[derive(Debug)]
pub struct Pages {
    client: Client,
    list: ListRequest,
    next: Option<PageRequest>,
    seen: HashSet<String>,
    empty_so_far: bool,
    /// How many pages without a record came since the last page with any.
    empty_in_a_row: u32,
    /// How many records came.
    records: usize,
    is_scheduled: bool,
}

impl Pages {
    /// Starts at the first page, or at `token`.
    pub fn new(client: Client, list: ListRequest, token: Option<String>) -> Self {
        // A list that starts at a token has not seen the pages before it, so its being empty proves nothing.
        let empty_so_far = token.is_none();
        let next = Some(PageRequest {
            size: list.page_size,
            token,
        });
        Self {
            client,
            list,
            next,
            seen: HashSet::new(),
            empty_so_far,
            empty_in_a_row: 0,
            records: 0,
            is_scheduled: false,
        }
    }

    /// Whether the list was empty and is now requested once more with `Timed=true`.
    pub fn is_scheduled(&self) -> bool {
        self.is_scheduled
    }

    /// The page that would be requested next; `None` at the end. After an error, the page that failed.
    pub fn position(&self) -> Option<&PageRequest> {
        self.next.as_ref()
    }

    /// Requests the next page; `None` after the last one. The position moves on only after the page arrived.
    ///
    /// # Errors
    ///
    /// If the request fails, the token repeats, or the list does not seem to end.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        let Some(request) = self.next.clone() else {
            return Ok(None);
        };
        self.check_end(&request)?;
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
            None if self.empty_so_far && self.list.then_scheduled && !self.is_scheduled => {
                self.is_scheduled = true;
                self.list
                    .selectors
                    .push(("Timed".into(), "true".to_owned()));
                Some(PageRequest {
                    size: request.size,
                    token: None,
                })
            }
            None => None,
        };
        Ok(Some(page))
    }

    /// Fails if the list cannot be expected to end.
    fn check_end(&self, request: &PageRequest) -> Result<(), ApiError> {
        let token = request.token.as_ref();
        if let Some(token) = token.filter(|token| self.seen.contains(*token)) {
            return Err(ApiError::TokenLoop(token.clone()));
        }
        if self.empty_in_a_row >= EMPTY_PAGES {
            return Err(ApiError::EmptyPages(self.empty_in_a_row));
        }
        if self.records >= self.list.action.most_records {
            return Err(ApiError::TooManyRecords(self.records));
        }
        Ok(())
    }

    async fn fetch(&self, page: &PageRequest) -> Result<Page, ApiError> {
        let (action, encoding) = (self.list.action, self.list.encoding);
        let parameters = self.list.parameters(page);
        let read = |response| read(response, action, encoding);
        self.client.read(&action.action, &parameters, read).await
    }
}

fn read(
    mut response: ApiResponse,
    action: ListAction,
    encoding: Encoding,
) -> Result<Page, ApiError> {
    let body = Body::new(std::mem::take(&mut response.body));
    action
        .read(&body, encoding, OF_ANSWER)
        .map_err(|error| response.unread(body.as_str(), &error))
}

/// The size of the page after one of `bytes`.
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
            let error = read(answer, ListAction::INVOCATIONS, Encoding::Base64).unwrap_err();
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
