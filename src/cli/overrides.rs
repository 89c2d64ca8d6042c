//! Opens or closes a desk by hand for a while: rows in the store, which win over closing periods, holidays and hours.

use std::process::ExitCode;

use super::at_store::{AtStore, Refused, Way, at_store};
use super::emergency::shown;
use super::settings::SettingsArgs;
use crate::menu::diagnostic::did_you_mean;
use crate::store::NewOverride;
use crate::terms::moment;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    centralino override add giustizia --closed --from 2026-12-24T13:00 --until 2026-12-25T00:00\n  \
    centralino override add palitalsoft --open --calendar phone --from 2026-08-14T09:30 --until 2026-08-14T13:30\n  \
    centralino override list\n  \
    centralino override remove giustizia 7")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Open or close a desk between two moments; the newest wins where two meet.
    Add(Add),
    /// What is in force now or later.
    List {
        /// Only this desk.
        desk: Option<String>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Take one away, by the number that `list` shows.
    Remove {
        /// The desk's name.
        desk: String,
        /// Its number.
        id: i64,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

#[derive(Debug, clap::Args)]
#[group(id = "how", required = true, multiple = false)]
struct How {
    /// The desk is open.
    #[arg(long)]
    open: bool,
    /// The desk is closed.
    #[arg(long)]
    closed: bool,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// The desk's name, as its menu file says it.
    desk: String,
    #[command(flatten)]
    how: How,
    /// The first minute: 2026-12-24T13:00, in the desk's own time.
    #[arg(long, value_name = "WHEN")]
    from: String,
    /// The minute that ends it, not included.
    #[arg(long, value_name = "WHEN")]
    until: String,
    /// Only this calendar of the desk.
    #[arg(long, value_name = "NAME")]
    calendar: Option<String>,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Add(add) => at_store(&add.settings, Way::MustBeThere, async |at| put(&at, add).await),
        Action::List { desk, settings } => {
            at_store(settings, Way::MustBeThere, async |at| list(&at, desk.as_deref()).await)
        }
        Action::Remove { desk, id, settings } => {
            at_store(settings, Way::MustBeThere, async |at| remove(&at, desk, *id).await)
        }
    }
}

async fn put(at: &AtStore, add: &Add) -> Result<ExitCode, Refused> {
    let desk = at.desk(&add.desk)?;
    if let Some(calendar) = &add.calendar
        && !desk.calendars.is_empty()
        && !desk.calendars.contains(calendar)
    {
        let names = desk.calendars.iter().map(String::as_str);
        let meant = did_you_mean(calendar, names.clone())
            .unwrap_or_else(|| format!("it has {}", names.collect::<Vec<_>>().join(", ")));
        return Err(Refused::Usage(format!("{} has no calendar `{calendar}`; {meant}", desk.name)));
    }
    // Without its menu nobody knows the desk's zone, and then the offset must be written.
    let zone = desk.zone.unwrap_or(chrono_tz::UTC);
    let read = |text: &str| {
        if desk.zone.is_none() && !text.contains(['+', 'Z']) {
            let menu = format!("the menu of {} could not be read, so its zone is not known", desk.name);
            return Err(Refused::Usage(format!(
                "{menu}: write `{text}` with its offset, 2026-12-24T13:00+01:00"
            )));
        }
        moment(text, zone).map_err(|fault| Refused::Usage(fault.to_string()))
    };
    let new = NewOverride {
        desk: add.desk.clone(),
        calendar: add.calendar.clone(),
        from: read(&add.from)?,
        until: read(&add.until)?,
        open: add.how.open,
    };
    if new.until <= new.from {
        return Err(Refused::Usage(format!("`{}` is not after `{}`", add.until, add.from)));
    }
    if new.until <= at.clock.now() {
        return Err(Refused::Usage(format!("`{}` is over already", add.until)));
    }
    let id = at.store.add_override(&new, at.clock.now()).await?;
    let what = if new.open { "open" } else { "closed" };
    let (from, until) = (shown(new.from, &desk), shown(new.until, &desk));
    println!(
        "{}: {what} from {from} until {until}, as override {id}, in force within two seconds",
        desk.name
    );
    Ok(ExitCode::SUCCESS)
}

async fn list(at: &AtStore, asked: Option<&str>) -> Result<ExitCode, Refused> {
    if let Some(asked) = asked {
        at.desk(asked)?;
    }
    let mut all: Vec<_> = at.store.overrides(at.clock.now()).await?.into_iter().collect();
    all.retain(|(desk, _)| asked.is_none_or(|asked| asked == desk));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, overrides) in &all {
        let desk = at.desk(name).ok();
        for one in overrides {
            let when = |moment| desk.as_ref().map_or_else(|| format!("{moment}"), |desk| shown(moment, desk));
            let what = if one.open { "open" } else { "closed" };
            let calendar = one.calendar.as_deref().unwrap_or("every calendar");
            println!(
                "{name} {}: {what} from {} until {} ({calendar})",
                one.id,
                when(one.from),
                when(one.until)
            );
        }
    }
    if all.is_empty() {
        println!("no override is in force now or later");
    }
    Ok(ExitCode::SUCCESS)
}

async fn remove(at: &AtStore, desk: &str, id: i64) -> Result<ExitCode, Refused> {
    if at.store.remove_override(desk, id).await? {
        println!("{desk}: override {id} is gone, within two seconds");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Refused::Usage(format!("{desk} has no override {id}; `centralino override list` shows them")))
    }
}
