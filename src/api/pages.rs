//! The pages of one target, one after the other and only when asked for.

use std::collections::HashSet;

use super::client::{Answer, ApiError, Client, broken_off, unreadable};
use super::request::{PageRequest, action, parameters};
use super::runs;
use super::wire::{self, Page};
use crate::model::Encoding;
use crate::query::Target;

/// A body above this is large: the next page asks for fewer invocations, so that memory stays bounded.
const LARGE_BODY: usize = 4 * 1024 * 1024;

/// A walk through the pages of a target.
#[derive(Debug)]
pub struct Pages {
    client: Client,
    target: Target,
    next: Option<PageRequest>,
    seen: HashSet<String>,
    empty_so_far: bool,
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
    /// When the page cannot be had, or its token was given before.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        let Some(request) = self.next.clone() else {
            return Ok(None);
        };
        if let Some(token) = &request.token
            && self.seen.contains(token)
        {
            return Err(ApiError::TokenLoop(token.clone()));
        }
        let page = self.fetch(&request).await?;
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

    async fn fetch(&self, request: &PageRequest) -> Result<Page, ApiError> {
        let encoding = if self.target.common.plain_text {
            Encoding::PlainText
        } else {
            Encoding::Base64
        };
        let parameters = parameters(&self.target, request);
        let page = if self.target.common.history {
            runs::page
        } else {
            wire::page
        };
        let read = |answer| read(answer, |body| page(body, encoding));
        self.client
            .ask(action(&self.target), &parameters, read)
            .await
    }
}

fn read(
    answer: Answer,
    page: impl Fn(String) -> Result<Page, serde_json::Error>,
) -> Result<Page, ApiError> {
    let Answer {
        status,
        request_id,
        body,
    } = answer;
    let start: Vec<u8> = body.bytes().take(600).collect();
    let in_number = wire::ends_in_number(&body);
    page(body).map_err(|error| {
        if error.is_eof() || in_number {
            return broken_off(status, request_id, &start);
        }
        let problem = format!("the answer cannot be read: {error}");
        unreadable(status, request_id, &problem, &start)
    })
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
            let answer = Answer {
                status: 200,
                request_id: None,
                body: whole.get(..end).unwrap().to_owned(),
            };
            let error = read(answer, |body| wire::page(body, Encoding::Base64)).unwrap_err();
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
