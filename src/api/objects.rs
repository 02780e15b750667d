//! Lists of other things than invocations, each read whole: instances, agents, what a template started.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::action::ApiAction;
use super::client::Client;
use super::error::ApiError;
use super::request::Parameters;
use super::response::ApiResponse;

/// The longest page that is read, in bytes. One of 100 instances is a tenth of it.
const LONGEST: usize = 4 * 1024 * 1024;

/// A list is given up after this many pages.
const PAGES: usize = 200;

/// An action whose answer is such a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectList {
    /// The action.
    pub action: ApiAction,
    /// The list, or its wrapper.
    outer: &'static str,
    /// The list in its wrapper; newer actions have none.
    inner: Option<&'static str>,
    /// `MaxResults`, where the list comes in pages.
    page: Option<usize>,
    /// How many things a request may name.
    pub most: usize,
}

impl ObjectList {
    /// Instances of ECS.
    pub const INSTANCES: Self = Self {
        action: ApiAction::ecs("DescribeInstances"),
        outer: "Instances",
        inner: Some("Instance"),
        page: Some(100),
        most: 100,
    };
    /// Hosts outside ECS.
    pub const MANAGED: Self = Self {
        action: ApiAction::ecs("DescribeManagedInstances"),
        outer: "Instances",
        inner: None,
        page: Some(50),
        most: 50,
    };
    /// The agents on instances.
    pub const AGENTS: Self = Self {
        action: ApiAction::ecs("DescribeCloudAssistantStatus"),
        outer: "InstanceCloudAssistantStatusSet",
        inner: Some("InstanceCloudAssistantStatus"),
        page: None,
        most: 100,
    };
    /// The invocations that a task of a template started.
    pub const STARTED: Self = Self {
        action: ApiAction::oos("ListTaskExecutionInvocations"),
        outer: "TaskExecutionInvocations",
        inner: None,
        page: None,
        most: 1,
    };

    /// Everything on the list, page by page, but no more than `limit`.
    ///
    /// # Errors
    ///
    /// As for [`Client::read`]; when the token repeats, or the list does not seem to end.
    pub async fn all<T: DeserializeOwned>(
        &self,
        client: &Client,
        selectors: &Parameters,
        limit: usize,
    ) -> Result<Vec<T>, ApiError> {
        let (mut all, mut seen, mut token) = (Vec::new(), HashSet::new(), None);
        loop {
            let mut parameters = selectors.clone();
            let size = self
                .page
                .map(|size| ("MaxResults".into(), size.to_string()));
            parameters.extend(size);
            parameters.extend(token.map(|token| ("NextToken".into(), token)));
            let read = |answer: ApiResponse| self.page(&answer);
            let (records, next) = client.read(&self.action, &parameters, read).await?;
            all.extend(records);
            match next.filter(|_| self.page.is_some() && all.len() < limit) {
                None => break,
                Some(next) if !seen.insert(next.clone()) => return Err(ApiError::TokenLoop(next)),
                Some(_) if seen.len() >= PAGES => return Err(ApiError::TooManyRecords(all.len())),
                next => token = next,
            }
        }
        all.truncate(limit);
        Ok(all)
    }

    /// The records of a page, and the token of the next one.
    fn page<T: DeserializeOwned>(
        &self,
        answer: &ApiResponse,
    ) -> Result<(Vec<T>, Option<String>), ApiError> {
        self.read(&answer.body)
            .map_err(|error| answer.unread(&answer.body, &error))
    }

    fn read<T: DeserializeOwned>(
        &self,
        body: &str,
    ) -> Result<(Vec<T>, Option<String>), serde_json::Error> {
        use serde::de::Error as _;
        if body.len() > LONGEST {
            return Err(serde_json::Error::custom("it is longer than any such list"));
        }
        let missing = |name| serde_json::Error::custom(format!("`{name}` is missing"));
        let body: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_str(body)?;
        let mut list = body
            .get(self.outer)
            .ok_or_else(|| missing(self.outer))?
            .get();
        let wrapper: HashMap<Cow<'_, str>, &RawValue>;
        if let Some(inner) = self.inner {
            wrapper = serde_json::from_str(list)?;
            // As with invocations, an empty wrapper is an empty list.
            list = wrapper.get(inner).map_or("[]", |list| list.get());
        }
        let token = body.get("NextToken").map(|token| token.get());
        let token: Option<String> = serde_json::from_str(token.unwrap_or("null"))?;
        Ok((
            serde_json::from_str(list)?,
            token.filter(|token| !token.is_empty()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_its_wrapper_and_nothing_else_is_one() {
        let read = |list: ObjectList, body: &str| list.read::<u32>(body).ok();
        let instances = ObjectList::INSTANCES;
        let token = Some("t".to_owned());
        for (list, body, expected) in [
            (
                instances,
                r#"{"Instances":{"Instance":[1,2]},"NextToken":"t"}"#,
                Some((vec![1, 2], token)),
            ),
            (
                instances,
                r#"{"Instances":{},"NextToken":null}"#,
                Some((vec![], None)),
            ),
            (instances, r#"{"Instances":[1]}"#, None),
            (instances, r#"{"RequestId":"r"}"#, None),
            (instances, r#"{"Instances":null}"#, None),
            (
                ObjectList::MANAGED,
                r#"{"Instances":[1],"NextToken":""}"#,
                Some((vec![1], None)),
            ),
            (
                ObjectList::MANAGED,
                r#"{"Instances":{"Instance":[1]}}"#,
                None,
            ),
        ] {
            assert_eq!(read(list, body), expected, "{body}");
        }
    }
}
