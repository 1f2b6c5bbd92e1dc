//! Every parameter of a query as a flag of the same name.

use std::marker::PhantomData;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::follow::NOT_LIVE;

/// A parameter of a query, as a flag.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in an address; as a flag, `_` becomes `-`.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it does, for `--help`.
    pub help: &'static str,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One value, shown by this name.
    One(&'static str),
    /// A value each time it is given.
    Many(&'static str),
    /// Nothing, or `=true` or `=false`.
    Switch,
}

/// Every parameter that `query` takes, in the order of the help.
pub static PARAMETERS: &[Parameter] = &[
    parameter("q", Takes::One("SEARCH"), "What to search for: words, \"phrases\", /regex/, key:value, OR, NOT, ( )"),
    parameter("level", Takes::Many("LEVELS"), "Only these levels, joined by commas"),
    parameter("min_level", Takes::One("LEVEL"), "Only this level and above"),
    parameter("source", Takes::Many("SOURCES"), "Only these sources, joined by commas; * stands for anything"),
    parameter(
        "since",
        Takes::One("TIME"),
        "Only entries from this time on: a time, a date, or a span back such as 15m",
    ),
    parameter("until", Takes::One("TIME"), "Only entries before this time"),
    parameter("file", Takes::Many("GLOB"), "Only these files below the paths"),
    parameter("rotated", Takes::Switch, "Read each file together with its rotated siblings"),
    parameter("limit", Takes::One("N"), "At most N matches"),
    parameter("tail", Takes::One("N"), "Only the last N matches"),
    parameter("order", Takes::One("ORDER"), "asc (oldest first) or desc"),
    parameter("line", Takes::One("N"), "Start at the entry that holds this line"),
    parameter("cursor", Takes::Many("CURSOR"), "Start at this boundary"),
    parameter("before", Takes::One("N"), "N entries of context before each match"),
    parameter("after", Takes::One("N"), "N entries of context after each match"),
    parameter("log_format", Takes::One("NAME"), "Read the files as this format; `logbrook formats` lists them"),
    parameter("format", Takes::One("FORMAT"), "Print ndjson, text (the original lines) or csv"),
    parameter("raw", Takes::Switch, "Add the exact text of each entry"),
    parameter("fields", Takes::Many("KEYS"), "Print only these keys, joined by commas"),
    parameter("progress", Takes::Switch, "Add progress and end records"),
    parameter("timeout", Takes::One("SPAN"), "Give up after this span, such as 30s"),
];

/// What a follow session takes besides.
static LIVE: &[Parameter] = &[
    parameter("backfill", Takes::One("N"), "Begin with the last N entries [default: 10, or all since --since]"),
    parameter("channels", Takes::Many("NAMES"), "Only these channels, joined by commas; globs too"),
    parameter("create", Takes::Switch, "Wait for a file that does not exist yet"),
    parameter("max_rate", Takes::One("N"), "At most N entries a second; the others are counted"),
];

const fn parameter(name: &'static str, takes: Takes, help: &'static str) -> Parameter {
    Parameter { name, takes, help }
}

impl Parameter {
    /// Returns the flag without its dashes.
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    fn arg(&self) -> Arg {
        let arg = Arg::new(self.name).long(self.flag()).alias(self.name).help(self.help).help_heading("Query");
        match self.takes {
            Takes::One(value) => arg.value_name(value).allow_hyphen_values(true).action(ArgAction::Set),
            Takes::Many(value) => arg.value_name(value).allow_hyphen_values(true).action(ArgAction::Append),
            Takes::Switch => arg.num_args(0..=1).require_equals(true).default_missing_value("true").value_name("BOOL"),
        }
    }
}

/// Which parameters a command takes.
pub trait Registry {
    /// Returns them in the order of the help.
    fn parameters() -> impl Iterator<Item = &'static Parameter>;
}

/// Those of a query.
#[derive(Clone, Debug, Default)]
pub struct OfQuery;

/// Those of a follow session: of a query what says which entries, but not which part of them.
#[derive(Clone, Debug, Default)]
pub struct OfFollow;

impl Registry for OfQuery {
    fn parameters() -> impl Iterator<Item = &'static Parameter> {
        PARAMETERS.iter()
    }
}

impl Registry for OfFollow {
    fn parameters() -> impl Iterator<Item = &'static Parameter> {
        PARAMETERS.iter().filter(|parameter| !NOT_LIVE.contains(&parameter.name)).chain(LIVE)
    }
}

/// Names and values of the parameters that were typed.
#[derive(Clone, Debug, Default)]
pub struct Parameters<R: Registry>(pub Vec<(&'static str, String)>, PhantomData<R>);

impl<R: Registry> FromArgMatches for Parameters<R> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let typed = |parameter: &'static Parameter| {
            let name = parameter.name;
            matches.get_many::<String>(name).into_iter().flatten().map(move |value| (name, value.clone()))
        };
        Ok(Parameters(R::parameters().flat_map(typed).collect(), PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Parameters::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<R: Registry> Args for Parameters<R> {
    fn augment_args(command: Command) -> Command {
        command.args(R::parameters().map(Parameter::arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
