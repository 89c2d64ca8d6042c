# Signing in, and one’s own account.
sign-in = Sign in
sign-in-name = User name
sign-in-password = Password
sign-in-do = Sign in
sign-in-again = Sign in in another tab, then come back here and reload the page
sign-in-wrong = The user name or the password is wrong.
sign-in-wait = There were too many tries. You can try again in { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }.
signed-out = You have signed out.
signed-out-everywhere = All sessions have ended.
account = Account
account-name = User name
account-role = Role
role-viewer = Viewer
role-operator = Operator
role-scheduler = Scheduler
role-editor = Editor
role-admin = Administrator
password-change = Change the password
password-current = Current password
password-new = New password
password-again = New password, once more
password-hint = At least { $shortest } characters: four words that have nothing to do with one another will do.
password-wrong = The current password is wrong.
password-differs = The two passwords are not the same.
password-obvious = The password is too easy to guess: it cannot be the user name, or one character repeated.
password-too-long = The password is too long.
password-changed = The password was changed, and all other sessions have ended.
sign-out-everywhere = Sign out everywhere
sign-out-everywhere-why = Ends every session that is open under this name, this one too.
sign-in-or = or
sign-in-with = Sign in with { $name }
sign-in-organisation = Sign in with your organisation’s account
openid-away = Your organisation’s sign-in does not answer at the moment. Please try again in a few minutes.
openid-stale = Signing in took too long, or began in another window. Please try again.
openid-refused = Your organisation did not confirm that it is you.
openid-failed = Your organisation’s confirmation is not valid. The error has been recorded.
openid-nameless = Your organisation gives no name to sign in with. Please ask whoever runs this service.
openid-stranger = Your organisation confirmed your sign-in, but no role has been given to this name. Please ask whoever runs this service.
openid-name-taken = This name belongs to somebody else here. Please ask whoever runs this service.
