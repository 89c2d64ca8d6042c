//! Calendar feeds: addresses under which a calendar reads the callbacks of a queue or of a clerk.

use std::process::ExitCode;

use super::at_store::{AtStore, Refused, Way, at_store, chance};
use super::settings::SettingsArgs;
use crate::access::Token;
use crate::menu::diagnostic::did_you_mean;
use crate::store::FeedOf;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  centralino calendar create --desk giustizia --queue callback\n  centralino calendar create --clerk anna\n  \
                  centralino calendar list\n  centralino calendar revoke 3"
)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a feed; its address is shown once, alone on the last line.
    Create {
        /// The desk whose queue it shows.
        #[arg(long, requires = "queue")]
        desk: Option<String>,
        /// The queue whose callbacks it shows.
        #[arg(long, requires = "desk", required_unless_present = "clerk")]
        queue: Option<String>,
        /// Whoever signs in so: the callbacks in which they had a hand.
        #[arg(long, conflicts_with_all = ["desk", "queue"])]
        clerk: Option<String>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// List the feeds; no address is shown.
    List {
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Revoke a feed by the number that the list gives it.
    Revoke {
        /// Its number in the list.
        id: i64,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Create { desk, queue, clerk, settings } => at_store(settings, Way::Create, async |at| {
            let of = whose(&at, desk.as_deref(), queue.as_deref(), clerk.as_deref()).await?;
            create(&at, &of).await
        }),
        Action::List { settings } => at_store(settings, Way::MustBeThere, async |at| list(&at).await),
        Action::Revoke { id, settings } => {
            at_store(settings, Way::MustBeThere, async |at| revoke(&at, *id).await)
        }
    }
}

/// A queue or a person that there is.
async fn whose(
    at: &AtStore,
    desk: Option<&str>,
    queue: Option<&str>,
    clerk: Option<&str>,
) -> Result<FeedOf, Refused> {
    if let Some(clerk) = clerk {
        let known = at.store.user(clerk).await?.is_some();
        let of = FeedOf::Clerk(clerk.to_owned());
        let unknown =
            || Refused::Usage(format!("nobody signs in as `{clerk}`; `centralino user list` shows who does"));
        return if known { Ok(of) } else { Err(unknown()) };
    }
    let (Some(desk), Some(queue)) = (desk, queue) else {
        return Err(Refused::Usage("say whose callbacks: --desk and --queue, or --clerk".to_owned()));
    };
    let known = at.desk(desk)?;
    let names = known.queues.iter().map(String::as_str);
    // Where the menu could not be read, nobody knows its queues.
    if known.zone.is_some() && !known.queues.iter().any(|name| name == queue) {
        let meant = did_you_mean(queue, names.clone())
            .unwrap_or_else(|| format!("there are {}", names.collect::<Vec<_>>().join(", ")));
        return Err(Refused::Usage(format!("the desk `{desk}` has no queue `{queue}`; {meant}")));
    }
    Ok(FeedOf::Queue { desk: desk.to_owned(), queue: queue.to_owned() })
}

async fn create(at: &AtStore, of: &FeedOf) -> Result<ExitCode, Refused> {
    let address = Token::new(chance("an address")?);
    let id = at.store.add_feed(&address, of, None, at.clock.now()).await?;
    eprintln!(
        "feed {id} ({}). Its address is shown this once, and whoever has it can read it; `centralino calendar revoke {id}` ends it:",
        shown(of)
    );
    let public = at.public_url.as_ref().map_or("", |url| url.as_str());
    println!("{public}/calendar/{}.ics", address.text());
    Ok(ExitCode::SUCCESS)
}

async fn list(at: &AtStore) -> Result<ExitCode, Refused> {
    let feeds = at.store.feeds().await?;
    if feeds.is_empty() {
        println!("there are no calendar feeds");
    }
    for feed in feeds {
        let by = feed.made_by.map_or_else(String::new, |name| format!(" by {name}"));
        println!("{}  {}, made {}{by}", feed.id, shown(&feed.of), feed.created.format("%Y-%m-%d"));
    }
    Ok(ExitCode::SUCCESS)
}

async fn revoke(at: &AtStore, id: i64) -> Result<ExitCode, Refused> {
    if at.store.revoke_feed(id).await? {
        println!("feed {id} is revoked as of now");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Refused::Usage(format!(
            "there is no feed {id}; `centralino calendar list` shows those there are"
        )))
    }
}

fn shown(of: &FeedOf) -> String {
    match of {
        FeedOf::Queue { desk, queue } => format!("queue {queue} of desk {desk}"),
        FeedOf::Clerk(clerk) => format!("clerk {clerk}"),
    }
}
