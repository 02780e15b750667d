//! The known regions, and the rule that gives the endpoint of any region.

use std::sync::LazyLock;

use serde::Deserialize;

use super::EndpointError;

/// A region in the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Region {
    /// Its ID, such as `cn-hangzhou`.
    #[serde(rename = "region")]
    pub id: String,
    /// Its English name.
    pub name: String,
    /// The host that serves it on the public network.
    pub endpoint: String,
    /// The host that serves it from inside its own network, where there is one.
    pub vpc_endpoint: Option<String>,
    /// Who may use it.
    pub kind: RegionKind,
}

/// Who may use a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegionKind {
    /// Everybody.
    Public,
    /// Nobody any more.
    Closed,
    /// Customers with an arrangement.
    Dedicated,
    /// The finance cloud.
    Finance,
    /// The government cloud.
    Government,
}

/// The network that a region is reached over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// The public one.
    #[default]
    Public,
    /// The region's own, from a machine inside it.
    Vpc,
}

impl Network {
    /// The word for it in profiles: `public` or `vpc`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Vpc => "vpc",
        }
    }
}

/// Parsed when it is first needed, which is never in most runs. A test proves that it parses.
static TABLE: LazyLock<Vec<Region>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../regions.json")).unwrap_or_default());

/// All known regions, in the order of the vendor's own list.
pub fn known_regions() -> &'static [Region] {
    &TABLE
}

/// Refuses what cannot be a region ID. A region that is not in the table may well be a new one.
///
/// # Errors
///
/// [`EndpointError::BadRegion`].
pub fn check_region(region: &str) -> Result<(), EndpointError> {
    let fits = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if !region.is_empty() && region.bytes().all(fits) {
        return Ok(());
    }
    Err(EndpointError::BadRegion {
        region: region.to_owned(),
    })
}

/// The host that serves a region: the table's, else by the rule.
///
/// # Errors
///
/// [`EndpointError::BadRegion`] for what cannot be a region ID.
pub fn endpoint_host(region: &str, network: Network) -> Result<String, EndpointError> {
    check_region(region)?;
    let known = known_regions().iter().find(|known| known.id == region);
    let listed = match network {
        Network::Public => known.map(|known| &known.endpoint),
        Network::Vpc => known.and_then(|known| known.vpc_endpoint.as_ref()),
    };
    Ok(listed.cloned().unwrap_or_else(|| by_rule(region, network)))
}

/// A service beside ECS, by the rule for its hosts.
#[derive(Clone, Copy, Debug)]
pub enum OtherService<'a> {
    /// OOS.
    Oos,
    /// A bucket of OSS.
    Bucket(&'a str),
}

impl OtherService<'_> {
    /// The host that serves it in a region.
    pub fn host(self, region: &str, network: Network) -> String {
        match (self, network) {
            (Self::Oos, Network::Public) => format!("oos.{region}.aliyuncs.com"),
            (Self::Oos, Network::Vpc) => format!("oos-vpc.{region}.aliyuncs.com"),
            (Self::Bucket(name), Network::Public) => format!("{name}.oss-{region}.aliyuncs.com"),
            (Self::Bucket(name), Network::Vpc) => {
                format!("{name}.oss-{region}-internal.aliyuncs.com")
            }
        }
    }
}

fn by_rule(region: &str, network: Network) -> String {
    let service = match network {
        Network::Public => "ecs",
        Network::Vpc => "ecs-vpc",
    };
    format!("{service}.{region}.aliyuncs.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_parses_whole() {
        assert_eq!(known_regions().len(), 43);
        for region in known_regions() {
            assert_eq!(check_region(&region.id), Ok(()));
        }
    }

    #[test]
    fn the_table_wins_over_the_rule() {
        let host = |region, network| endpoint_host(region, network).unwrap();
        assert_eq!(
            host("cn-hangzhou-finance", Network::Public),
            "ecs.aliyuncs.com"
        );
        assert_eq!(
            host("eu-west-2", Network::Vpc),
            "ecs-vpc.eu-west-2.aliyuncs.com"
        );
        assert_eq!(
            host("xx-new-7", Network::Public),
            "ecs.xx-new-7.aliyuncs.com"
        );
        assert_eq!(
            host("xx-new-7", Network::Vpc),
            "ecs-vpc.xx-new-7.aliyuncs.com"
        );
    }

    #[test]
    fn what_cannot_be_a_region_is_refused() {
        for region in [
            "CN-Hangzhou",
            "cn_shanghai",
            " cn-beijing",
            "evil.example/",
            "",
        ] {
            let error = EndpointError::BadRegion {
                region: region.to_owned(),
            };
            assert_eq!(endpoint_host(region, Network::Public), Err(error));
        }
    }
}
