# On every page.
service = Centralino
skip = Skip to content
languages = Languages
areas = Sections
trail = Breadcrumb
links = Useful links
session-as = { $name }
sign-out = Sign out
to-start = Back to the start
start = Centralino
start-why = The help desks that answer here.
no-network = The service does not answer: there is no network connection, or it has broken. What was sent may not have arrived: it can be sent again.

keys = Keyboard shortcuts
keys-on = Use shortcuts
close-window = Close the window
key-keys = This list

privacy = Privacy notice
accessibility = Accessibility statement
feedback = Report an accessibility problem
privacy-text =
    # Which data

    To call back whoever asks for help, this service keeps the telephone number, the language, the time chosen and the history of the request; the name, the mailbox and notes only where they are given.

    # Why and for how long

    The data serve to handle the request and nothing else, and are deleted in the time set by the administration in charge, which usually publishes its own full notice here (article 13 of regulation EU 2016/679).

    # Rights

    Anybody may ask the administration in charge to see, correct or delete their data, and turn to the Italian data protection authority: https://www.garanteprivacy.it

    # Cookies

    These pages use technical cookies only: the language chosen, the session of who signs in, and the protection of forms. Nothing is sent to other sites.
accessibility-text =
    # Conformance

    These pages are made to meet WCAG 2.2 at level AA (EN 301 549), with the design system of the Italian public services. They are checked automatically in a real browser, and walked by keyboard alone.

    # Statement

    The administration that offers the service fills in its own accessibility statement on AgID’s site (https://form.agid.gov.it) and publishes its address here.

    # Reports

    To report a barrier, use the page for reports, at the foot of every page. If there is no answer, or it does not help, turn to the ombudsman for digital services at AgID: https://www.agid.gov.it
feedback-text =
    If something on these pages cannot be read, reached or used, please tell the help desk: which page, what you wanted to do, and with which tool.

    The help desks answer at these numbers:

wrong-not-found = Page not found
wrong-not-found-why = There is nothing at this address. Perhaps it was written in another way, or the page has moved.
wrong-forbidden = Not allowed
wrong-forbidden-why = The role with which you signed in does not allow this.
wrong-stale = The form has expired
wrong-stale-why = The form is no longer valid and nothing was saved. Go back, reload the page and try again.
wrong-malformed = The request cannot be read
wrong-malformed-why = What was sent cannot be read, and nothing was saved. Please go back to the page before and try again.
wrong-away = The store cannot be reached
wrong-away-why = The store does not answer at the moment, and nothing was saved. Please try again in a few minutes; the telephone goes on working.
wrong-unknown = Outcome not known
wrong-unknown-why = The store broke off while it was saving: whether it was saved is not known. Please check how things stand before trying again.
wrong-fault = Something went wrong
wrong-fault-why = Something did not work: please check what was saved before trying again. The error has been recorded.
wrong-sign-in = Please sign in
wrong-sign-in-why = The session has ended and nothing was saved. What was written can be sent again after signing in.
