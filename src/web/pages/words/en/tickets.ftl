# /tickets: requests.
tickets = Requests
ticket = Request
ticket-title = Request { $number }
ticket-saved = Done: the request is up to date.

search = Search
search-hint = Request number, telephone or name
search-do = Search
filter-state = State
filter-open = Open
filter-all = All
filter-desk = Help desk
filter-every-desk = All help desks
filter-queue = Queue
filter-every-queue = All queues
more-open = More than { $most } requests are open: those { $most } that came first are put in the order of their deadlines here. A search, a help desk or a queue shows the others.
nothing-found = No requests.
pages = Pages
first-page = First page
next-page = Next page
came = received
in-charge-of = with { $name }
no-deadline = No deadline

state-opened = Open
state-taken-in-charge = Taken in charge
state-waiting = Waiting for the user
state-closed = Closed
state-reopened = Reopened
state-lapsed = Lapsed
severity-high = High severity
severity-medium = Medium severity
severity-low = Low severity
severity-info = Information
in-italian = Italian
in-english = English

goal-reaction = to be taken in charge
goal-resolution = to be resolved
until = by
left = { $time } left
left-waiting = Stopped while the user is asked, { $time } left
over = Overdue by { $time }
kept = Kept
kept-late = Not kept
never-due = No deadline
working-days = { $days ->
        [one] one working day
       *[other] { $days } working days
    }
staffed-time = { $time } of opening hours
time-minutes = { $minutes } min
time-hours = { $hours } h { $minutes } min
time-days = { $days ->
        [one] one day
       *[other] { $days } days
    } and { $hours } h

fact-name = Name
fact-phone = Telephone
fact-email = Email
fact-note = Said by the user
fact-language = Language
fact-desk = Help desk
fact-queue = Queue
fact-severity = Severity
fact-kind = Kind
fact-opened = Received
fact-reminded = Last reminder
fact-callback = Booked callback
fact-place = In the queue since
fact-customer = Customer

history = History
opened-by-call = Received by telephone
opened-by-callback = Received for a callback
opened-by-api = Received from a program
opened-by-page = Received from a web page
was-taken = Taken in charge
was-asked = The user was asked
was-answered = The user has answered
was-closed = Closed
was-reopened = Reopened
was-reminded = Reminder
was-lapsed = Lapsed
was-escalated = Brought before the desk’s mailbox
was-kind = Kind: { $kind }
was-severity = { $severity }
was-kept = Callback in turn, waiting since { $since }
was-booked = Callback booked for { $start }
was-moved = Callback moved to { $start }
was-cancelled = Callback cancelled
was-attempted = Callback, attempt { $attempt }: { $outcome }
attempt-spoken = answered
attempt-no-answer = no answer
attempt-busy = busy
attempt-voicemail = voicemail
attempt-refused = declined
attempt-wrong-number = wrong number
attempt-no-operator = no operator was free
attempt-failed = the call could not be placed
attempt-unknown = outcome unknown
was-spoken = Callback made
was-missed = Callback not answered
was-noted = Note
was-spent = A written request of the package was spent; { $left } left
actor-caller = user
actor-api = program
actor-page = public page
actor-program = program { $name }
actor-clock = system

actions = What to do
note = Note
note-hint = Colleagues read it, in the history of the request.
note-mailed = With taking in charge, asking, closing, reopening and reminding, the note is sent to { $email }; notes, severity and kind stay with colleagues.
note-empty = To make a note, write something.
question-empty = Please write what the user is asked.
note-too-long = The note is too long: 4000 characters at most.
no-mailbox = It cannot be brought before the desk’s mailbox: the desk names none.
no-mail = It cannot be brought before the desk’s mailbox: the service sends no mail.
do-take = Take in charge
do-ask = Ask the user
do-answered = The user has answered
do-close = Close
do-reopen = Reopen
do-remind = Send a reminder
do-escalate = Bring before the desk’s mailbox
do-note = Make a note
do-severity = Set the severity
do-kind = Set the kind
gone-on = Meanwhile the request has changed and nothing was saved: { $what }. What was written still stands below: please check, and do it again.
refused-closed = That is not possible: the request is closed.
refused-lapsed = That is not possible: the request has lapsed. A reminder brings it back.
refused-not-closed = That is not possible: the request is not closed.
refused-not-in-charge = That is not possible: nobody has taken it in charge yet.
refused-not-waiting = That is not possible: the user was not asked anything.
refused-waiting = That is not possible: the user’s answer is being waited for already.
refused-not-reminded = That is not possible: no reminder has been sent about the request.
refused-escalated = That is not possible: it has been brought before the desk’s mailbox since the last reminder.
refused-other = That is not possible at the moment.

queue-title = Order of arrival: { $queue }
queue-why = Who is waiting, in the order in which they will be served. A booked callback arrives when its slot begins, whoever kept a place when they joined the queue.
queue-empty = Nobody is waiting.
queue-kept = Was the order kept?
queue-is-kept = Yes: in the last { $days } days no request was taken in charge before another that came earlier.
queue-not-kept = In the last { $days } days { $count ->
        [one] one request was
       *[other] { $count } requests were
    } taken in charge before another that came earlier.
queue-before = before

key-next = Next request
key-before = Previous request
key-open = Open the request
key-search = Search
key-page = Next page
key-note = Write the note
key-back = Back to the requests

new-ticket = New request
new-which-desk = For which desk?
new-reached = There must be a way to answer: a telephone number or an email address.
new-customer = Customer’s code
new-customer-hint = Optional. The request becomes the customer’s.
new-customer-pays = Optional. With the code the request is the customer’s, and one written request of their package is spent.
new-by = How it arrived
new-by-other = In writing or in person
new-by-call = By telephone
new-by-pays = Whoever telephones has spent a call of the package: no written request is spent.
new-open = Open the request
ticket-opened = Done: the request is open.
new-nobody = There is no way to answer: a telephone number or an email address is needed.
new-wrong-phone = This is not a telephone number.
new-wrong-email = This is not an email address.
new-too-long = A text is too long: 200 characters at most for the name, and 4000 for what the user said.
new-wrong-customer = A code has 3 to 24 letters and digits.
new-no-customer = No customer of the desk has this code.
new-no-package = The customer has no package: the request was not opened.
new-expired = The customer’s package has expired: the request was not opened.
new-other-language = The customer’s package does not include this language: the request was not opened.
new-used-up = The written requests of the customer’s package are used up: the request was not opened.
