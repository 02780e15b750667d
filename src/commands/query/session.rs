//! What a query needs while it talks to the service: the identity, the client, the targets.

use std::sync::Arc;

use super::{Prepared, forms, repairs, trace};
use crate::api::client::Client;
use crate::api::persist::Persistence;
use crate::cli::QueryArgs;
use crate::commands::asker::{self, Connection};
use crate::engine::Job;
use crate::host::Host;
use crate::model::Origin;
use crate::query::{Query, Wanted, plan};
use crate::render::{Look, Program, Renderer};
use crate::report::Report;
use crate::settings::Settings;
use crate::ui::Ui;

/// A query on its way to the service.
pub(super) struct Session<'a> {
    pub query: Query,
    pub wanted: Wanted,
    pub settings: Settings,
    pub connection: Connection,
    pub client: Client,
    pub jobs: Vec<Job>,
    pub look: Look,
    pub ui: &'a Ui,
}

impl<'a> Session<'a> {
    /// Finds the identity and plans the targets; nothing is sent yet.
    pub(super) async fn open(
        args: &QueryArgs,
        prepared: Prepared,
        host: &Host,
        ui: &'a Ui,
    ) -> Result<(Self, Option<Program>), Report> {
        let Prepared {
            query,
            wanted,
            settings,
            config,
            program,
        } = prepared;
        let persistence = Persistence::new(
            settings.retries,
            host.sleep.clone(),
            Some(trace::listener(args.verbose, host.clock.clone(), ui)),
        );
        let connection =
            asker::connection(args, host, config.as_ref(), &settings, persistence).await?;
        let plan = plan(&query, std::slice::from_ref(&connection.region));
        repairs(&plan, ui);
        let client = connection.client(host, trace::observer(args.verbose, ui))?;
        let origin = Arc::new(Origin {
            region: connection.region.clone(),
            profile: connection.asker.profile.clone(),
        });
        let job = |target| Job {
            target,
            client: client.clone(),
            origin: Arc::clone(&origin),
        };
        let jobs = plan.targets.into_iter().map(job).collect();
        let look = forms::look(args, &settings, host);
        Ok((
            Self {
                query,
                wanted,
                settings,
                connection,
                client,
                jobs,
                look,
                ui,
            },
            program,
        ))
    }

    /// The renderer of the result.
    pub(super) fn renderer(
        &self,
        with_output: bool,
        program: Option<Program>,
    ) -> Result<Box<dyn Renderer>, Report> {
        forms::renderer(
            &self.query,
            &self.wanted,
            self.look.clone(),
            with_output,
            program,
            self.ui,
        )
    }
}
