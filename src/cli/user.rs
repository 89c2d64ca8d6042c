//! People who sign in to the pages.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use super::at_store::{AtStore, Refused, Way, at_store, chance};
use super::settings::SettingsArgs;
use crate::access::{Role, actor, password};

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The password is asked for, or read from the first line of standard input where that is no terminal.\n\nExamples:\n  \
                  centralino user add anna --role scheduler\n  centralino user password anna\n  centralino user role anna admin\n  \
                  centralino user remove anna"
)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add somebody.
    Add {
        /// What they sign in with.
        name: String,
        /// What they may do: viewer, operator, scheduler, editor, admin.
        #[arg(long)]
        role: Role,
        /// Without a password of ours: they sign in with the organisation's own provider (`OpenID` Connect).
        #[arg(long)]
        no_password: bool,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Give somebody a new password; their sessions end.
    Password {
        /// Whom.
        name: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Give somebody another role; their sessions end.
    Role {
        /// Whom.
        name: String,
        /// Which.
        role: Role,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Remove somebody; their sessions end.
    Remove {
        /// Whom.
        name: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// List everybody.
    List {
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Add { name, role, no_password, settings } => {
            at_store(settings, Way::Create, async |at| add(&at, name, *role, *no_password).await)
        }
        Action::Password { name, settings } => at_store(settings, Way::MustBeThere, async |at| {
            let name = sign_in_name(name)?;
            let hashed = hashed(&name)?;
            let changed = at.store.change_user(&name, None, Some(&hashed)).await?;
            told(changed, &name, "has a new password, and their sessions have ended")
        }),
        Action::Role { name, role, settings } => at_store(settings, Way::MustBeThere, async |at| {
            let name = sign_in_name(name)?;
            let changed = at.store.change_user(&name, Some(*role), None).await?;
            told(changed, &name, &format!("is {role} now, and their sessions have ended"))
        }),
        Action::Remove { name, settings } => at_store(settings, Way::MustBeThere, async |at| {
            let name = sign_in_name(name)?;
            let removed = at.store.remove_user(&name).await?;
            told(removed, &name, "is removed; their sessions and their calendar feeds have ended")
        }),
        Action::List { settings } => at_store(settings, Way::MustBeThere, async |at| {
            let users = at.store.users().await?;
            if users.is_empty() {
                println!("there is nobody; `centralino user add NAME --role ROLE` adds somebody");
            }
            for user in users {
                let how = if user.password.is_some() { "" } else { ", without a password of ours" };
                println!("{}: {}{how}", user.name, user.role);
            }
            Ok(ExitCode::SUCCESS)
        }),
    }
}

async fn add(at: &AtStore, name: &str, role: Role, no_password: bool) -> Result<ExitCode, Refused> {
    let name = sign_in_name(name)?;
    if actor::is_ours(&name) {
        return Err(Refused::Usage(format!(
            "nobody can be called `{name}`: histories call callers, programs, the public page and the clock so"
        )));
    }
    let hashed = if no_password { None } else { Some(hashed(&name)?) };
    if at.store.add_user(&name, role, hashed.as_deref(), at.clock.now()).await? {
        println!("{name} may sign in as {role}");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Refused::Usage(format!(
            "there is a `{name}` already; `centralino user password` and `user role` change them"
        )))
    }
}

fn told(done: bool, name: &str, what: &str) -> Result<ExitCode, Refused> {
    if done {
        println!("{name} {what}");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Refused::Usage(format!("nobody is called `{name}`; `centralino user list` shows everybody")))
    }
}

/// A name in small letters, so that nobody is locked out by the shift key; a mail address will do.
fn sign_in_name(name: &str) -> Result<String, Refused> {
    let fits = (1..=128).contains(&name.len())
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '@' | '+'));
    if fits {
        Ok(name.to_lowercase())
    } else {
        Err(Refused::Usage("a name has 1 to 128 letters, digits and . - _ @ +, without spaces".to_owned()))
    }
}

fn hashed(name: &str) -> Result<String, Refused> {
    let password =
        read().map_err(|fault| Refused::Usage(format!("the password could not be read: {fault}")))?;
    password::hash(name, &password, chance("a salt")?).map_err(|fault| Refused::Usage(fault.to_string()))
}

/// The password, asked for twice at a terminal and not shown; else the first line that comes in.
fn read() -> io::Result<String> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let once = rpassword::prompt_password("Password: ")?;
    let again = rpassword::prompt_password("Once more: ")?;
    if once == again { Ok(once) } else { Err(io::Error::other("the two are not the same")) }
}
