//! What the service answers, made by hand.

use super::{Answer, NOW};

/// A body of the service with these invocations, and perhaps a token to go on with.
pub fn page(invocations: &[&str], next: Option<&str>) -> String {
    let list = invocations.join(",");
    let token = next.unwrap_or_default();
    format!(
        r#"{{"Invocations":{{"Invocation":[{list}]}},"NextToken":"{token}","RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31"}}"#
    )
}

/// An invocation that went well on one instance, with its ID and when it was created.
pub fn record(id: &str, created: &str) -> String {
    format!(
        r#"{{"InvokeId":"{id}","CommandName":"uptime","InvocationStatus":"Success","CreationTime":"{created}","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0}}]}}}}"#
    )
}

/// An invocation of now with its status and its instances: of each the ID, the status and the exit code.
pub fn invocation(id: &str, status: &str, instances: &[(&str, &str, i32)]) -> String {
    let instance = |(id, status, code): &(&str, &str, i32)| {
        format!(
            r#"{{"InstanceId":"{id}","InvocationStatus":"{status}","ExitCode":{code},"Output":"aGk="}}"#
        )
    };
    let instances: Vec<String> = instances.iter().map(instance).collect();
    format!(
        r#"{{"InvokeId":"{id}","CommandId":"c-1","InvocationStatus":"{status}","Timeout":60,"CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[{}]}}}}"#,
        instances.join(",")
    )
}

/// The only page of a list, with these invocations.
pub fn list<T: AsRef<str>>(invocations: &[T]) -> Answer {
    Answer::page(invocations, None)
}

/// The only page of a list, with nothing on it.
pub fn nothing() -> Answer {
    list::<&str>(&[])
}

impl Answer {
    /// A page with these invocations, and perhaps a token to go on with.
    pub fn page<T: AsRef<str>>(invocations: &[T], next: Option<&str>) -> Self {
        let invocations: Vec<&str> = invocations.iter().map(AsRef::as_ref).collect();
        Self::json(&page(&invocations, next))
    }

    /// A gateway's word that the service is busy.
    pub fn busy() -> Self {
        Self::html("503 Service Unavailable", "busy")
    }

    /// A refusal that says nothing of what is missing.
    pub fn denied() -> Self {
        Self::refusal("403 Forbidden", "Forbidden.RAM", &[])
    }

    /// A refusal for too many requests, which says in milliseconds when to come again.
    pub fn throttled(milliseconds: u32) -> Self {
        let after = format!("x-acs-retry-after: {milliseconds}");
        Self::refusal("400 Bad Request", "Throttling.User", &[&after])
    }
}
