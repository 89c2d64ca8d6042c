# The callback that a citizen books.
book = Book a callback
book-at = { $desk }
book-what = What is the call about?
book-when = Choose the day and the time at which you would like to be called.
book-days = Other days
book-free = { $count ->
    [one] one free time
   *[other] { $count } free times
}
book-earlier = Earlier days
book-later = Later days
book-change = Change
book-none = No times are free in the coming days.
book-no-codes = You cannot book here at the moment, because the service cannot send the confirmation code. You can book by telephone.
book-already = Do you already have a request?
book-to-request = See, move, cancel or send a reminder about a request
book-telephone = The help desk also answers by telephone:

book-taken-title = This time is no longer free
book-taken = This time has just been taken, and nothing was booked.
book-take = Take the next one: { $when }
book-other-time = Choose another time

book-who = How to reach you
book-held = The time is held for two minutes.
book-phone = Telephone number
book-phone-hint = A mobile: you will get a text message with a confirmation code, and then the call.
book-phone-hint-both = You will get a confirmation code, by text message or by a call, and then the call that you book.
book-phone-hint-call = A landline or a mobile: it will ring at once to tell you a confirmation code, and then for the call that you book.
book-phone-missing = We need the number to call.
book-phone-wrong = This is not a valid telephone number.
book-phone-country = Numbers of this country cannot be called back.
book-phone-kind = This number cannot be called back.
book-phone-no-way = The code cannot be sent to this number: we need a mobile.
book-language = Language of the call
book-name = Name (optional)
book-name-wrong = The name is too long.
book-email = Email (optional)
book-email-hint = If you give it, the request number and every notice will be sent there.
book-email-wrong = This is not an email address.
book-send-code = Send the code
book-by = How would you like to get the code?
book-by-hint = Landlines always get it by a call.
book-by-sms = By text message
book-by-call = By a call
book-get-code = Get the code
book-call-code = Get the call with the code
book-call-hours = We place no calls with codes at this hour: only from 8 a.m. to 9 p.m., or while the help desk is open.
book-too-often = There have been too many attempts. You can try again in a few minutes, in an hour at the latest.
book-too-soon = A code has just been sent, or the call is still going on. You can ask for another one in a minute.
book-too-many = No more callbacks can be booked for this number than those that are booked already. You can move or cancel them with the number and the date of the request.
book-away = Bookings cannot be reached at the moment, and nothing was saved. Please try again shortly with the same button: what you typed is still here.
book-try-again = Try again

book-code-title = Confirm the number
book-code-sent = A code of six digits was sent to the number that ends in { $number }. The time is held for two minutes; after that the code still counts, if the time is free.
book-code = Code
book-code-hint = Six digits, from the text message or from the call.
book-code-short = The code has six digits.
book-code-wrong = { $left ->
    [one] The code is not right. One try is left.
   *[other] The code is not right. { $left } tries are left.
}
book-code-run-out = This code is no longer valid. Please ask for another one.
book-confirm = Confirm and book
book-code-missing = Has the code not come?
book-code-again = Send another code by text message

book-call-rings = The telephone that ends in { $number } is about to ring: we call from { $from }. Please answer and press 1 to hear the code. The time is held for two minutes; after that the code is still good, if the time is free.
book-call-answered = Somebody has answered the telephone that ends in { $number }: press 1 to hear the code.
book-call-told = The code was read out to the telephone that ends in { $number }: please write it below.
book-call-no-answer = Nobody answered the telephone that ends in { $number }.
book-call-busy = The telephone that ends in { $number } is busy.
book-call-voicemail = Nobody pressed 1 on the telephone that ends in { $number }, so the code was not read out.
book-call-refused = The call to the number that ends in { $number } ended before the code.
book-call-unwanted = Whoever answered the telephone that ends in { $number } had not asked for the code: we will not call that number again today.
book-call-failed = The call to the number that ends in { $number } did not go through.
book-call-unknown = We do not know how the call to the number that ends in { $number } went.
book-call-look = See how the call stands
book-call-again = Call to read out another code

book-booked = Callback booked
book-done = The callback is booked.
book-ticket = Request number
book-ticket-hint = Nine digits.
book-dated = Date of the request
book-dated-hint = The day on which it was made: it is shown beside the number.
book-call-at = Call
book-keep = Keep the number and the date: you need them to see how the request stands, and to move or cancel the call, here or by telephone.

book-request = A request made before
book-request-why = You need the number and the date of the request.
book-look = Look it up
book-not-quoted = Give the number of the request, nine digits, and its date: 24/11/2026, for instance.
book-not-found = We cannot find a request with that number and that date.
book-too-many-tries = { $minutes ->
    [one] There have been too many attempts. You can try again in a minute.
   *[other] There have been too many attempts. You can try again in { $minutes } minutes.
}
book-state = State
book-state-opened = Open
book-state-taken-in-charge = Taken in charge
book-state-waiting = Waiting for your answer
book-state-closed = Closed
book-state-reopened = Open again
book-state-lapsed = Lapsed: a reminder brings it back
book-reminded-at = Last reminder
book-remind = Send a reminder
book-reminded = The reminder is recorded.
book-closed = The request is closed: no reminder can be sent.
book-not-reminded = No reminder can be sent at the moment.
book-move = Move the call
book-move-to = New time
book-move-yes = Move
book-moved = The call is moved.
book-cancel = Cancel the call
book-cancel-sure = The time becomes free for others. Do you confirm?
book-cancel-yes = Yes, cancel
book-cancelled = The call is cancelled.
book-in-turn = When it is your turn, in the hours of the service
book-give-up = Give up your place in the queue
book-give-up-sure = You will not be called. Do you really want to give it up?
book-give-up-yes = Yes, give it up
book-given-up = Your place is given up, and you will not be called.
book-turn-came = Your turn has come, or your place was no longer kept: it can no longer be given up.
book-too-late = The time of the call has come, or the call was cancelled before: it can no longer be changed.
book-another = Book another callback
