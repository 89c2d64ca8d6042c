//! From what an organisation says of somebody to a role here: the names of its groups or roles, each of which gives a role of ours.

use super::Role;

/// Which of the organisation's names give which role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleMap(Vec<(Role, String)>);

/// It is no such map.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected roles with the names that give them, such as operator=helpdesk,admin=helpdesk-admins, but found `{0}`"
)]
pub struct NoRoleMap(String);

impl RoleMap {
    /// As it is written: `operator=helpdesk,admin=helpdesk-admins`; a role may be given by several names.
    ///
    /// # Errors
    /// The part that is none.
    pub fn read(text: &str) -> Result<Self, NoRoleMap> {
        let part = |part: &str| {
            let (role, name) = part.split_once('=')?;
            Some((role.trim().parse().ok()?, name.trim().to_owned()))
                .filter(|(_, name): &(Role, String)| !name.is_empty())
        };
        text.split(',')
            .map(|one| part(one).ok_or_else(|| NoRoleMap(one.trim().to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The role of somebody of whom these names are said: of several, the one that may do most.
    #[must_use]
    pub fn role<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<Role> {
        let given = names.into_iter().flat_map(|name| self.0.iter().filter(move |(_, known)| known == name));
        let rank = |role: Role| Role::ALL.iter().position(|one| *one == role);
        given.map(|(role, _)| *role).max_by_key(|role| rank(*role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_names_the_one_that_gives_most_counts() {
        let map = RoleMap::read("operator=helpdesk, scheduler = planners, admin=it,admin=bosses").unwrap();
        assert_eq!(map.role(["helpdesk", "staff"]), Some(Role::Operator));
        assert_eq!(map.role(["planners", "helpdesk"]), Some(Role::Scheduler));
        assert_eq!(map.role(["bosses"]), Some(Role::Admin));
        assert_eq!(map.role(["staff", "Helpdesk"]), None);
        assert_eq!(map.role([]), None);
    }

    #[test]
    fn a_part_that_is_none_is_named() {
        for wrong in ["operator", "boss=it", "operator=", "operator=a,,admin=b"] {
            assert!(RoleMap::read(wrong).is_err(), "{wrong}");
        }
        assert!(RoleMap::read("operator=a,boss=it").unwrap_err().to_string().contains("`boss=it`"));
    }
}
