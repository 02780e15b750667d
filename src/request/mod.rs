//! Everything that was asked, settled and checked, in one value: after it nothing reads what was typed.

mod places;

pub use places::Named;

use std::io::Read as _;
use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::api::endpoint::Endpoint;
use crate::cli::{Asked, Problem, QueryArgs, check, reads_stdin, saved_files};
use crate::config::{self, Loaded, Profile, SetupError};
use crate::host::Host;
use crate::model::Encoding;
use crate::nearest::nearest;
use crate::query::{Form, Query, Wanted};
use crate::settings::{Settings, manner, settle};
use crate::ui::{Level, Manner, Ui};
use crate::vocabulary::{ERROR_CODES, Exit};

/// A query, how its result is to come out, and where it is asked.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug)]
pub struct Request {
    /// What is asked.
    pub query: Query,
    /// How the result is to come out.
    pub wanted: Wanted,
    /// What has a default that can be changed.
    pub settings: Settings,
    /// The profiles and regions that were named.
    pub named: Named,
    /// `--all-regions`
    pub all_regions: bool,
    /// `--endpoint`
    pub endpoint: Option<String>,
    /// `--sandbox`
    pub sandbox: bool,
    /// `--from`
    pub from: Vec<PathBuf>,
    /// The profile file, if there is one.
    pub config: Option<Loaded>,
    /// The words that ask for the same place once more.
    pub place_flags: PlaceFlags,
    /// `--raw`
    pub raw: bool,
    /// How often `-v` was typed.
    pub verbose: u8,
    /// `--strict`
    pub strict: bool,
    /// `--no-notes`
    pub no_notes: bool,
    /// `--dry-run`
    pub dry_run: bool,
    /// What may go wrong later and can be said now.
    pub messages: Vec<(Level, String)>,
    /// Every word of the command line.
    pub words: Vec<String>,
}

/// The flags that say where to ask, as they were typed.
#[derive(Clone, Debug, Default)]
pub struct PlaceFlags {
    /// `--profile`
    pub profiles: Vec<String>,
    /// `--region`
    pub regions: Vec<String>,
    /// `--config`
    pub config: Option<PathBuf>,
}

/// Why there is no request.
#[derive(Debug)]
pub enum RequestError {
    /// Something that was typed or set cannot be.
    Usage(Vec<Problem>),
    /// The profile file cannot be used.
    Config(SetupError),
}

/// The service keeps records for so many days.
const KEPT_DAYS: i64 = 30;

impl Request {
    /// Settles and checks everything. `more` finds the problems that only a higher layer knows.
    ///
    /// # Errors
    ///
    /// Every problem that there is, at once.
    pub fn read(
        args: &QueryArgs,
        host: &mut Host,
        ui: &Ui,
        more: impl FnOnce(Option<&Wanted>) -> Vec<Problem>,
    ) -> Result<Self, RequestError> {
        let stdin = read_ids(args, host);
        let config = config::load(host, args.connection.config.as_deref());
        let loaded = config.as_ref().ok().and_then(Option::as_ref);
        let defaults = loaded.map(|loaded| loaded.config.defaults.clone());
        let mut problems = Vec::new();
        let settings = settle(args, host, &defaults.unwrap_or_default(), &mut problems);
        ui.set_manner(manner_of(args, host, &settings));
        let asked = Asked {
            form: settings.format,
            page_size: settings.page_size,
            stdin: stdin.as_deref(),
            now: host.clock.now(),
            zone: settings.zone(host),
        };
        let checked = check(args, &asked);
        let named = Named::read(args, host, &config, &mut problems);
        problems.extend(of_places(args, &named));
        problems.extend(of_terminal(args, host));
        problems.extend(more(checked.as_ref().ok().map(|(_, wanted)| wanted)));
        let (query, wanted) = match checked {
            Ok(checked) if problems.is_empty() => checked,
            checked => {
                problems.extend(checked.err().unwrap_or_default());
                return Err(RequestError::Usage(problems));
            }
        };
        let mut request = Self {
            query,
            // A default may have given way.
            settings: Settings {
                format: wanted.form,
                ..settings
            },
            wanted,
            named,
            all_regions: args.connection.all_regions,
            endpoint: args.connection.endpoint.clone(),
            sandbox: args.connection.sandbox,
            from: saved_files(args),
            config: None,
            place_flags: PlaceFlags {
                profiles: args.connection.profile.clone(),
                regions: args.connection.region.clone(),
                config: args.connection.config.clone(),
            },
            raw: args.result.raw,
            verbose: args.connection.verbose,
            strict: args.connection.strict,
            no_notes: args.connection.no_notes,
            dry_run: args.connection.dry_run,
            messages: Vec::new(),
            words: args.words.clone(),
        };
        request.keep_bytes(host);
        request.use_config(config)?;
        request.warn(&args.filters.error_code, host);
        Ok(request)
    }

    /// Text that is decoded is for eyes: files and pipes get the bytes.
    fn keep_bytes(&mut self, host: &Host) {
        let is_output = self.wanted.form == Form::Output;
        let kept = self.wanted.save.is_some() || self.wanted.into.is_some();
        let bytes = is_output && !host.terminal.stdout || kept;
        if bytes && matches!(self.query.encoding, Encoding::Base64Of(_)) {
            self.query.encoding = Encoding::Base64;
        }
    }

    /// The sandbox needs no profile file, so a broken one must not keep a newcomer from it.
    fn use_config(
        &mut self,
        config: Result<Option<Loaded>, SetupError>,
    ) -> Result<(), RequestError> {
        match config {
            Ok(config) => self.config = config,
            Err(error) if self.sandbox && self.place_flags.config.is_none() => {
                let text = format!("{error}; --sandbox goes on without it");
                self.messages.push((Level::Warning, text));
            }
            Err(error) => return Err(RequestError::Config(error)),
        }
        Ok(())
    }

    fn warn(&mut self, error_codes: &[String], host: &Host) {
        let mut warn = |text: String| self.messages.push((Level::Warning, text));
        if let Some(text) = self.config.as_ref().and_then(exposed) {
            warn(text);
        }
        if self.query.encoding == Encoding::PlainText && self.settings.format == Form::Output {
            warn("with --plain-text the service replaces bytes that are not text; without it they survive".to_owned());
        }
        let notes = misspelled(error_codes).into_iter();
        self.messages.extend(notes.map(|text| (Level::Note, text)));
        let oldest = host.clock.now().as_second() - KEPT_DAYS * 86_400;
        let since = self.query.filters.since;
        if !self.reads_saved() && since.is_some_and(|since| since.as_second() < oldest) {
            let text = "--since: the service keeps records for 30 days, so older ones are gone";
            self.messages.push((Level::Warning, text.to_owned()));
        }
    }

    /// Whether saved answers are read, and the service is not asked.
    #[must_use]
    pub fn reads_saved(&self) -> bool {
        !self.from.is_empty()
    }

    /// Whether outputs are asked for in two phases: the IDs first, then each invocation by itself.
    #[must_use]
    pub fn asks_in_two_phases(&self) -> bool {
        let (query, ids) = (&self.query, &self.query.ids);
        let guarded = self.wanted.form == Form::Output && !self.says_how_many();
        let direct = query.names_invocations() || (!ids.instances.is_empty() && !guarded);
        query.include_output && !direct && !ids.none_on_stdin
    }

    /// Whether it says itself how much it is about.
    #[must_use]
    pub fn says_how_many(&self) -> bool {
        self.query.limit.is_some() || self.query.filters.since.is_some()
    }

    /// What the first walk asks: without outputs where each invocation is asked for by itself later.
    #[must_use]
    pub fn list_query(&self) -> Query {
        let later =
            self.asks_in_two_phases() || self.wanted.wait.is_some() || self.wanted.into.is_some();
        let asked = self.query.include_output && (!later || self.reads_saved());
        // Nobody can ask for the output of a past run alone, so a report has it from the list.
        let reports = !self.wanted.reports.is_empty() && self.wanted.form != Form::Api;
        Query {
            include_output: asked || self.query.history && reports,
            ..self.query.clone()
        }
    }

    /// Whether instances are told with their names.
    #[must_use]
    pub fn shows_hosts(&self) -> bool {
        self.settings.hosts || self.wanted.shows_hosts()
    }

    /// The zone that times are shown in.
    #[must_use]
    pub fn zone(&self, host: &Host) -> fn() -> TimeZone {
        self.settings.zone(host)
    }
}

/// The warning of a profile file whose secrets others can read.
#[must_use]
pub fn exposed(loaded: &Loaded) -> Option<String> {
    let secret = loaded.config.profiles.values().any(Profile::holds_secret);
    let path = &loaded.shown;
    let text = format!("others can read the secrets in {path}; run  chmod 600 {path}");
    (loaded.readable_by_others && secret).then_some(text)
}

/// What standard input holds, if IDs are to be read from it.
fn read_ids(args: &QueryArgs, host: &mut Host) -> Option<String> {
    let mut from = args.connection.from.iter();
    let taken = from.any(|from| from.as_os_str() == "-");
    let wanted = reads_stdin(args) && !taken;
    let mut bytes = Vec::new();
    if wanted {
        // Whatever could be read is checked; a broken pipe reads as its end.
        let _ = host.stdin.read_to_end(&mut bytes);
    }
    wanted.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Problems of what needs a terminal, or speaks to programs.
fn of_terminal(args: &QueryArgs, host: &Host) -> Vec<Problem> {
    let watch = args.waiting.watch.is_some() && !host.terminal.stdout;
    let watch = watch.then(|| "--watch redraws in place, which needs a terminal".to_owned());
    let form = args.connection.error_format.as_deref();
    let form = form.filter(|form| !["text", "json"].contains(form));
    let form = form.map(|form| format!("--error-format `{form}`: must be text or json"));
    watch.into_iter().chain(form).map(Problem).collect()
}

/// Problems of where to ask.
fn of_places(args: &QueryArgs, named: &Named) -> Vec<Problem> {
    let endpoint = args.connection.endpoint.as_deref();
    let endpoint = endpoint.and_then(|text| Endpoint::parse(text).err());
    let endpoint = endpoint.map(|error| format!("--endpoint: {error}"));
    let several = named.regions.len() > 1 || named.profiles.len() > 1;
    let token = (several && args.selectors.next_token.is_some())
        .then(|| "--next-token belongs to one walk; name one region and one profile".to_owned());
    endpoint.into_iter().chain(token).map(Problem).collect()
}

/// How messages are said, from the first one on.
fn manner_of(args: &QueryArgs, host: &Host, settings: &Settings) -> Manner {
    Manner {
        no_notes: args.connection.no_notes,
        strict: args
            .connection
            .strict
            .then_some((Exit::Usage.code(), Exit::Usage.kind())),
        ..manner(settings.color, host)
    }
}

/// Notes on error codes that nobody knows: they may be new, or misspelled.
fn misspelled(typed: &[String]) -> Vec<String> {
    let known = || ERROR_CODES.iter().map(|term| term.word);
    let codes = typed.iter().flat_map(|list| list.split(',')).map(str::trim);
    let note = |code: &str| {
        let known_as_it_is = known().any(|word| word.eq_ignore_ascii_case(code));
        let near = nearest(code, known()).filter(|_| !known_as_it_is)?;
        Some(format!(
            "--error-code `{code}` is none that is known; did you mean `{near}`?"
        ))
    };
    let exact = codes.filter(|code| !code.contains(['*', '?']));
    exact.filter_map(note).collect()
}
