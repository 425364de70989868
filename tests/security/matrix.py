"""Who gets which answer from which route: the table that a new route must join.

`of` is whose object the address names. `vera's` is Anna, Vera's client, or what hangs on her card: thread,
delivery, file; `received` is the same while Oleg receives her visit. `lobby` is a stranger's thread. `own` in
`unnamed file` is Vera's upload that no message names.
`nobody` stands for everyone not signed in: no cookie at all, a deactivated person, an ended session.
Petr is a manager of another dealership.

Two more lines are made for every route with an id in its address, and need no row here: of an object that
does not exist, and of the same thing in Petr's dealership. They say 404 to everyone signed in (to Petr, of
his own: what Vera gets of hers). Where that is not so, a row says `missing` or `petr's`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

from app.kit.ids import new_id

ROUTES = """
route                                          of            nobody vera oleg irina alla sofia petr

GET    /sign-in/{token}                        vera's        303    303  303  303   303  303   303
GET    /sign-in/{token}                        petr's        303    303  303  303   303  303   303
GET    /sign-in/{token}                        missing       404    404  404  404   404  404   404
DELETE /api/session                            -             401    204  204  204   204  204   204
GET    /api/sessions                           -             401    200  200  200   200  200   200
DELETE /api/sessions                           -             401    204  204  204   204  204   204
DELETE /api/sessions/{session_id}              vera's        401    204  404  404   404  404   404
PUT    /api/sessions/{session_id}/wipe         vera's        401    204  404  404   404  404   404
POST   /api/session/emptied                    -             204    204  204  204   204  204   204
POST   /api/session/code                       -             422    422  422  422   422  422   422
GET    /api/session/question                   -             200    200  200  200   200  200   200
POST   /api/session/passkey                    -             422    422  422  422   422  422   422
POST   /api/me/codes                           -             401    201  201  201   201  201   201
GET    /api/me/proof/question                  -             401    200  200  200   200  200   200
POST   /api/me/proof                           -             401    422  422  422   422  422   422
GET    /api/me/passkeys                        -             401    200  200  200   200  200   200
GET    /api/me/passkeys/question               -             401    200  200  200   200  200   200
POST   /api/me/passkeys                        -             401    422  422  422   422  422   422
DELETE /api/me/passkeys/{passkey_id}           vera's        401    204  404  404   404  404   404
GET    /api/me                                 -             401    200  200  200   200  200   200
PATCH  /api/me                                 -             401    200  200  200   200  200   200
GET    /api/me/messenger                       -             401    200  200  200   200  200   200
POST   /api/me/messenger/links                 -             401    409  409  409   409  409   409
DELETE /api/me/messenger                       -             401    204  204  204   204  204   204
PUT    /api/house/phone                        -             401    404  404  404   200  404   404
GET    /api/people                             -             401    404  404  200   200  404   404
POST   /api/people/{person_id}/deactivation    colleague     401    404  404  404   204  404   404
POST   /api/people/{person_id}/deactivation    petr's        401    404  404  404   404  404   404
DELETE /api/people/{person_id}/deactivation    colleague     401    404  404  404   204  404   404
DELETE /api/people/{person_id}/deactivation    petr's        401    404  404  404   404  404   404
GET    /api/notices                            -             401    200  200  200   200  200   200
PUT    /api/notices/{notice_id}/seen           vera's        401    204  404  404   404  404   404
DELETE /api/notices/{notice_id}/seen           vera's        401    204  404  404   404  404   404
GET    /api/standards                          -             401    200  200  200   200  200   200
PUT    /api/standards                          -             401    404  404  404   200  404   404
PUT    /api/standards/book                     -             401    404  404  404   200  404   404
GET    /api/standards/chain                    -             401    404  404  404   200  404   404
PUT    /api/standards/chain                    -             401    404  404  404   200  404   404
POST   /api/standards/chain/preview            -             401    404  404  404   200  404   404
GET    /api/standards/urgency                  -             401    404  404  404   200  404   404
PUT    /api/standards/urgency                  -             401    404  404  404   200  404   404
POST   /api/standards/urgency/try              -             401    404  404  404   200  404   404
GET    /api/standards/ladder                   -             401    404  404  404   200  404   404
PUT    /api/standards/ladder                   -             401    404  404  404   200  404   404

GET    /api/schedule                           -             401    200  200  200   404  404   200
PUT    /api/schedule                           -             401    200  200  200   404  404   200
POST   /api/schedule/absences                  -             401    201  201  201   404  404   201
DELETE /api/schedule/absences/{absence_id}     vera's        401    200  404  404   404  404   404
POST   /api/schedule/requests                  -             401    204  204  422   404  404   404
POST   /api/schedule/requests/{request_id}/answer  vera's    401    201  404  404   404  404   404
DELETE /api/schedule/requests/{request_id}     vera's        401    204  404  404   404  404   404
POST   /api/pair                               -             401    422  204  404   404  404   404
DELETE /api/pair                               -             401    204  204  404   404  404   204
POST   /api/substitutions                      -             401    204  204  422   404  404   404
DELETE /api/substitutions/{substitution_id}    vera's        401    204  404  204   404  404   404
POST   /api/people/{person_id}/override        colleague     401    404  404  204   404  404   404
POST   /api/people/{person_id}/override        petr's        401    404  404  404   404  404   404
GET    /api/duty                               -             401    200  200  200   404  404   200
GET    /api/coverage                           -             401    404  404  200   404  404   404

GET    /api/book                               -             401    200  200  200   404  404   200
GET    /api/books                              -             401    404  404  200   404  404   404
GET    /api/books/{person_id}                  colleague     401    404  404  200   404  404   404
GET    /api/books/{person_id}                  petr's        401    404  404  404   404  404   404
GET    /api/books/{person_id}                  missing       401    404  404  404   404  404   404
GET    /api/transfers                          -             401    404  404  200   404  404   404
POST   /api/transfers                          -             401    404  404  409   404  404   404
POST   /api/transfers/preview                  -             401    404  404  409   404  404   404
DELETE /api/transfers/{transfer_id}            transfer      401    404  404  200   404  404   404
DELETE /api/transfers/{transfer_id}            petr's        401    404  404  404   404  404   404
GET    /api/clients                            -             401    200  200  200   404  404   200
POST   /api/clients                            -             401    201  201  404   404  404   201
GET    /api/clients/{client_id}                vera's        401    200  404  200   404  404   404
PATCH  /api/clients/{client_id}                vera's        401    200  404  403   404  404   404
POST   /api/clients/{client_id}/contacts       vera's        401    201  404  403   404  404   404
PATCH  /api/clients/{client_id}/contacts/{contact_id}  vera's  401  200  404  403   404  404   404
POST   /api/clients/{client_id}/contacts/{contact_id}/end  vera's  401  200  404  403  404  404  404
DELETE /api/clients/{client_id}/contacts/{contact_id}/end  vera's  401  200  404  403  404  404  404
POST   /api/clients/{client_id}/household      vera's        401    201  404  403   404  404   404
DELETE /api/clients/{client_id}/household/{relative_id}  vera's  401  200  404  403  404  404   404
GET    /api/clients/{client_id}/fields/{field}/history  vera's  401  200  404  200  404  404   404
GET    /api/clients/{client_id}/timeline       vera's        401    200  404  200   404  404   404
GET    /api/clients/{client_id}/owners         vera's        401    200  404  200   404  404   404
POST   /api/clients/{client_id}/told           vera's        401    200  404  403   404  404   404
GET    /api/clients/{client_id}/events         vera's        401    200  404  200   404  404   404
GET    /api/clients/{client_id}/events         received      401    200  200  200   404  404   404
POST   /api/clients/{client_id}/cars           vera's        401    201  404  403   404  404   404
POST   /api/clients/{client_id}/cars           received      401    201  403  403   404  404   404
POST   /api/clients/{client_id}/cars/{car_id}/readings  vera's    401  201  404  201  404  404  404
POST   /api/clients/{client_id}/cars/{car_id}/readings  received  401  201  201  201  404  404  404
POST   /api/clients/{client_id}/cars/{car_id}/visits    vera's    401  201  404  201  404  404  404
POST   /api/clients/{client_id}/cars/{car_id}/visits    received  401  201  201  201  404  404  404
POST   /api/clients/{client_id}/cars/{car_id}/end       vera's    401  200  404  403  404  404  404
POST   /api/clients/{client_id}/cars/{car_id}/end       received  401  200  403  403  404  404  404
DELETE /api/clients/{client_id}/cars/{car_id}/end       vera's    401  404  404  403  404  404  404
DELETE /api/clients/{client_id}/cars/{car_id}/end       received  401  404  403  403  404  404  404
POST   /api/clients/{client_id}/contacts/{contact_id}/code  vera's      401  200  404  403  404  404  404
POST   /api/clients/{client_id}/contacts/{contact_id}/code  received    401  200  403  403  404  404  404
GET    /api/clients/{client_id}/windows        vera's        401    200  404  200   404  404   404
GET    /api/clients/{client_id}/windows        received      401    200  200  200   404  404   404
DELETE /api/clients/{client_id}/windows/{window_id}  vera's  401    204  404  403   404  404   404
DELETE /api/clients/{client_id}/windows/{window_id}  received  401  204  403  403   404  404   404
GET    /api/clients/{client_id}/responsible    vera's        401    200  404  200   404  404   404
GET    /api/clients/{client_id}/capsule        vera's        401    200  404  200   404  404   404
GET    /api/clients/{client_id}/capsule        received      401    200  200  200   404  404   404
POST   /api/clients/{client_id}/touches        vera's        401    201  404  201   404  404   404
POST   /api/clients/{client_id}/touches        received      401    201  201  201   404  404   404
DELETE /api/touches/{touch_id}                 vera's        401    200  404  403   404  404   404
DELETE /api/touches/{touch_id}                 received      401    200  403  403   404  404   404
GET    /api/clients/{client_id}/loyalty        vera's        401    200  404  200   404  404   404
GET    /api/clients/{client_id}/loyalty        received      401    200  200  200   404  404   404
POST   /api/clients/{client_id}/complaints     vera's        401    201  404  201   404  404   404
POST   /api/clients/{client_id}/complaints     received      401    201  201  201   404  404   404
DELETE /api/complaints/{complaint_id}          vera's        401    200  404  403   404  404   404
DELETE /api/complaints/{complaint_id}          received      401    200  403  403   404  404   404
POST   /api/complaints/{complaint_id}/closing  vera's        401    200  404  200   404  404   404
POST   /api/complaints/{complaint_id}/closing  received      401    200  403  200   404  404   404
POST   /api/complaints/{complaint_id}/hearing  vera's        401    409  404  409   404  404   404
POST   /api/complaints/{complaint_id}/hearing  received      401    409  403  409   404  404   404
GET    /api/boards/loyalty                     -             401    404  404  200   404  404   404
GET    /api/boards/channels                    -             401    404  404  200   200  404   404
GET    /api/boards/promises                    -             401    200  200  200   404  404   200
GET    /api/boards/wakes                       -             401    404  404  200   404  404   404
GET    /api/boards/promises/broken             -             401    200  200  200   404  404   200
GET    /api/bursts                             -             401    404  404  200   200  404   404
PUT    /api/bursts/{burst_id}/mark             vera's        401    404  404  200   200  404   404
DELETE /api/bursts/{burst_id}/mark             vera's        401    404  404  200   200  404   404
GET    /api/own-account                        -             401    200  200  404   404  404   200
PUT    /api/own-account/listening              -             401    409  409  404   404  404   409
GET    /api/clients/{client_id}/own-chat       vera's        401    200  404  404   404  404   404
PUT    /api/clients/{client_id}/own-chat       vera's        401    200  404  404   404  404   404
DELETE /api/clients/{client_id}/own-chat       vera's        401    200  404  404   404  404   404
GET    /api/bot                                -             401    404  404  404   200  404   404
PUT    /api/bot                                -             401    404  404  404   200  404   404
DELETE /api/bot                                -             401    404  404  404   200  404   404
GET    /api/telephony                          -             401    404  404  404   200  404   404
PUT    /api/telephony/webhook                  -             401    404  404  404   200  404   404
DELETE /api/telephony/webhook                  -             401    404  404  404   200  404   404
PUT    /api/telephony/people/{person_id}       colleague     401    404  404  404   200  404   404
PUT    /api/telephony/people/{person_id}       petr's        401    404  404  404   404  404   404
POST   /api/telephony/people/{person_id}/calls colleague     401    404  404  404   409  404   404
POST   /api/telephony/people/{person_id}/calls petr's        401    404  404  404   404  404   404
POST   /api/telephony/hook                     -             401    404  404  404   201  404   404
DELETE /api/telephony/hook                     -             401    404  404  404   200  404   404
GET    /api/boards/loyalty/clients             -             401    404  404  200   404  404   404
GET    /api/clients/{client_id}/messages       vera's        401    200  404  200   404  404   404
POST   /api/clients/{client_id}/messages       vera's        401    201  404  403   404  404   404
POST   /api/clients/{client_id}/invitations    vera's        401    201  404  403   404  404   404
POST   /api/clients/{client_id}/receptions     vera's        401    409  201  404   404  404   404
DELETE /api/receptions/{reception_id}          oleg's        401    404  204  404   404  404   404
DELETE /api/receptions/{reception_id}          petr's        401    404  404  404   404  404   204

GET    /api/clients/{client_id}                received      401    200  200  200   404  404   404
PATCH  /api/clients/{client_id}                received      401    200  403  403   404  404   404
GET    /api/clients/{client_id}/timeline       received      401    200  200  200   404  404   404
GET    /api/clients/{client_id}/responsible    received      401    200  200  200   404  404   404
GET    /api/clients/{client_id}/messages       received      401    200  200  200   404  404   404
POST   /api/clients/{client_id}/messages       received      401    201  403  403   404  404   404
POST   /api/clients/{client_id}/invitations    received      401    201  403  403   404  404   404
POST   /api/clients/{client_id}/receptions     received      401    409  409  404   404  404   404
GET    /api/clients/{client_id}/invitations/{invitation_id}/qr.svg   vera's  401  200  404  403  404  404  404
POST   /api/clients/{client_id}/invitations/{invitation_id}/sharing  vera's  401  200  404  403  404  404  404
DELETE /api/clients/{client_id}/invitations/{invitation_id}/sharing  vera's  401  200  404  403  404  404  404
POST   /api/clients/{client_id}/refusal        vera's not connected  401  200  404  403  404  404  404
DELETE /api/clients/{client_id}/refusal        vera's        401    200  404  403   404  404   404
GET    /api/getting-in                         -             401    200  200  200   404  404   200

GET    /api/inbox                              -             401    200  200  200   404  404   200
GET    /api/day                                -             401    200  200  200   404  404   200
GET    /api/threads/{thread_id}/messages       vera's        401    200  404  200   404  404   404
GET    /api/threads/{thread_id}/messages       lobby         401    200  200  200   404  404   404
GET    /api/threads/{thread_id}/inner          vera's        401    200  404  200   404  404   404
GET    /api/threads/{thread_id}/inner          received      401    200  200  200   404  404   404
GET    /api/threads/{thread_id}/inner          lobby         401    200  200  200   404  404   404
POST   /api/clients/{client_id}/hand-back      vera's        401    404  404  404   404  404   404
POST   /api/threads/{thread_id}/questions      vera's        401    204  404  403   404  404   404
GET    /api/questions                          -             401    404  404  404   404  200   404
GET    /api/questions/{question_id}/capsule    vera's        401    404  404  404   404  200   404
POST   /api/questions/{question_id}/answer     vera's        401    404  404  404   404  204   404
DELETE /api/questions/{question_id}            vera's        401    204  404  204   404  404   404
POST   /api/returns/{return_id}                vera's        401    204  404  404   404  404   404
POST   /api/threads/{thread_id}/messages       vera's        401    201  404  403   404  404   404
POST   /api/threads/{thread_id}/messages       lobby         401    201  201  403   404  404   404
POST   /api/threads/{thread_id}/snooze         vera's        401    200  404  403   404  404   404
POST   /api/threads/{thread_id}/snooze         received      401    200  403  403   404  404   404
POST   /api/threads/{thread_id}/snooze         lobby         401    200  200  403   404  404   404
DELETE /api/threads/{thread_id}/snooze         vera's        401    200  404  403   404  404   404
DELETE /api/threads/{thread_id}/snooze         received      401    200  403  403   404  404   404
DELETE /api/threads/{thread_id}/snooze         lobby         401    200  200  403   404  404   404
PUT    /api/threads/{thread_id}/draft          vera's        401    200  404  403   404  404   404
PUT    /api/threads/{thread_id}/draft          received      401    200  403  403   404  404   404
PUT    /api/threads/{thread_id}/draft          lobby         401    200  200  403   404  404   404
GET    /api/templates                          -             401    200  200  200   200  404   200
PUT    /api/templates/{template_id}            vera's        401    200  404  404   404  404   200
PUT    /api/templates/{template_id}            petr's        401    200  200  200   200  404   200
PUT    /api/templates/{template_id}            missing       401    200  200  200   200  404   200
DELETE /api/templates/{template_id}            vera's        401    204  404  404   404  404   404
POST   /api/threads/{thread_id}/waiver         vera's        401    200  404  403   404  404   404
POST   /api/threads/{thread_id}/waiver         lobby         401    200  200  403   404  404   404
DELETE /api/threads/{thread_id}/waiver         vera's        401    200  404  403   404  404   404
PUT    /api/threads/{thread_id}/read           vera's        401    200  404  200   404  404   404
PUT    /api/threads/{thread_id}/read           lobby         401    200  200  200   404  404   404
POST   /api/threads/{thread_id}/link           lobby         401    200  200  403   404  404   404
GET    /api/messages/{message_id}/history      vera's        401    200  404  200   404  404   404
GET    /api/messages/{message_id}/history      received      401    200  200  200   404  404   404
GET    /api/threads/{thread_id}/messages       received      401    200  200  200   404  404   404
POST   /api/threads/{thread_id}/messages       received      401    201  403  403   404  404   404
POST   /api/threads/{thread_id}/waiver         received      401    200  403  403   404  404   404
DELETE /api/threads/{thread_id}/waiver         received      401    200  403  403   404  404   404
PUT    /api/threads/{thread_id}/read           received      401    200  200  200   404  404   404
POST   /api/threads/{thread_id}/link           received      401    409  403  403   404  404   404
GET    /api/deliveries/{delivery_id}           received      401    200  200  200   404  404   404
DELETE /api/deliveries/{delivery_id}           received      401    200  403  403   404  404   404
POST   /api/deliveries/{delivery_id}/attempts  failed received  401  201  403  403  404  404   404
POST   /api/deliveries/{delivery_id}/next      asked received   401  201  403  403  404  404   404
POST   /api/deliveries/{delivery_id}/confirmation  unsure received  401  200  403  403  404  404  404
GET    /api/files/{file_id}                    received      401    200  200  200   404  404   404
GET    /api/deliveries/{delivery_id}           vera's        401    200  404  200   404  404   404
DELETE /api/deliveries/{delivery_id}           vera's        401    200  404  403   404  404   404
POST   /api/deliveries/{delivery_id}/attempts  failed        401    201  404  403   404  404   404
POST   /api/deliveries/{delivery_id}/next      asked         401    201  404  403   404  404   404
POST   /api/deliveries/{delivery_id}/confirmation  unsure    401    200  404  403   404  404   404
POST   /api/tasks/{task_id}/completion         vera's        401    200  404  404   404  404   404
DELETE /api/tasks/{task_id}/completion         vera's        401    200  404  404   404  404   404

GET    /api/devices/{device_id}/push           vera's        401    200  200  200   200  200   200
GET    /api/devices/{device_id}/push           petr's        401    200  200  200   200  200   200
GET    /api/devices/{device_id}/push           missing       401    200  200  200   200  200   200
PUT    /api/devices/{device_id}/push           vera's        401    200  200  200   200  200   200
PUT    /api/devices/{device_id}/push           petr's        401    200  200  200   200  200   200
PUT    /api/devices/{device_id}/push           missing       401    200  200  200   200  200   200
DELETE /api/devices/{device_id}/push           vera's        401    204  404  404   404  404   404
POST   /api/devices/{device_id}/push/checks    vera's        401    204  404  404   404  404   404
PUT    /api/pushes/{push_id}/shown             vera's        401    204  404  404   404  404   404

PUT    /api/files/{file_id}                    unnamed file  401    200  404  404   404  404   200
PUT    /api/files/{file_id}                    missing       401    200  200  200   404  404   200
PUT    /api/files/{file_id}                    petr's        401    200  200  200   404  404   200
GET    /api/files/{file_id}                    vera's        401    200  404  200   404  404   404
GET    /api/files/{file_id}                    unnamed file  401    200  404  404   404  404   404

GET    /sync/stream                            -             401    200  200  200   200  200   200
POST   /sync/pull                              -             401    200  200  200   200  200   200
GET    /sync/snapshot/{feed_id}/records        vera's        401    200  404  404   404  404   404
POST   /sync/snapshot/{feed_id}/records        vera's        401    200  404  404   404  404   404
POST   /sync/push                              -             401    200  200  200   200  200   200

POST   /hooks/telephony/{token}                unsigned      404    404  404  404   404  404   404
POST   /hooks/telephony/{token}                petr's        404    404  404  404   404  404   404
POST   /hooks/telephony/{token}                missing       404    404  404  404   404  404   404
POST   /telegram/{token}                       no secret     404    404  404  404   404  404   404
POST   /telegram/{token}                       petr's        404    404  404  404   404  404   404
POST   /telegram/{token}                       missing       404    404  404  404   404  404   404
GET    /c/{token}                              vera's        200    200  200  200   200  200   200
GET    /c/{token}                              petr's        200    200  200  200   200  200   200
GET    /c/{token}                              missing       404    404  404  404   404  404   404
POST   /c/{token}/opening                      vera's        204    204  204  204   204  204   204
POST   /c/{token}/opening                      petr's        204    204  204  204   204  204   204
POST   /c/{token}/opening                      missing       204    204  204  204   204  204   204
POST   /c/{token}/entry                        vera's        204    409  409  409   409  409   409
POST   /c/{token}/entry                        petr's        204    409  409  409   409  409   409
POST   /c/{token}/entry                        missing       404    409  409  409   409  409   409
GET    /api/c                                  -             401    401  401  401   401  401   401
GET    /api/c/messages                         -             401    401  401  401   401  401   401
GET    /api/c/changes                          -             401    401  401  401   401  401   401
GET    /api/c/stream                           -             401    401  401  401   401  401   401
POST   /api/c/messages                         -             401    401  401  401   401  401   401
PUT    /api/c/messages/{key}                   missing       401    401  401  401   401  401   401
POST   /api/c/supervisor                       -             401    401  401  401   401  401   401
POST   /api/c/answers                          -             401    401  401  401   401  401   401
PUT    /api/c/seen                             -             401    401  401  401   401  401   401
POST   /api/c/phone                            -             401    401  401  401   401  401   401
POST   /api/c/telegram                         -             401    401  401  401   401  401   401
GET    /api/c/push                             -             401    401  401  401   401  401   401
PUT    /api/c/push                             -             401    401  401  401   401  401   401
DELETE /api/c/push                             -             401    401  401  401   401  401   401
PUT    /api/c/pushes/{push_id}/shown           vera's        401    401  401  401   401  401   401
PUT    /api/c/pushes/{push_id}/shown           missing       401    401  401  401   401  401   401
PUT    /api/c/pushes/{push_id}/shown           petr's        401    401  401  401   401  401   401
DELETE /api/c/session                          -             401    401  401  401   401  401   401
PUT    /api/c/files/{file_id}                  unnamed file  401    401  401  401   401  401   401
PUT    /api/c/files/{file_id}                  missing       401    401  401  401   401  401   401
PUT    /api/c/files/{file_id}                  petr's        401    401  401  401   401  401   401
GET    /api/c/files/{file_id}                  vera's        401    401  401  401   401  401   401
GET    /api/c/files/{file_id}                  missing       401    401  401  401   401  401   401
GET    /api/c/files/{file_id}                  petr's        401    401  401  401   401  401   401
GET    /c/sw.js                                -             page   page page page  page page  page
GET    /c                                      -             page   page page page  page page  page
GET    /c/texts/{name}                         -             404    404  404  404   404  404   404
GET    /c/style.css                            -             200    200  200  200   200  200   200
GET    /c/seen.js                              -             200    200  200  200   200  200   200
GET    /health                                 -             200    200  200  200   200  200   200
GET    /ready                                  -             200    200  200  200   200  200   200
GET    /metrics                                -             200    200  200  200   200  200   200
GET    /                                       -             page   page page page  page page  page
POST   /share                                  -             303    303  303  303   303  303   303
GET    /{path}                                 -             page   page page page  page page  page
GET    /schema                                 -             200    200  200  200   200  200   200
GET    /schema/openapi.json                    -             200    200  200  200   200  200   200
GET    /schema/{path}                          -             404    404  404  404   404  404   404
"""
"""`page` is a page or script of ours: 200, or 503 on a machine where it was never built."""

WINDOWS = """
route                                   of                     anna  boris  alien

GET    /api/c                           -                      200   200    200
GET    /api/c/messages                  -                      200   200    200
GET    /api/c/changes                   -                      200   200    200
GET    /api/c/stream                    -                      200   200    200
POST   /api/c/messages                  -                      201   201    201
PUT    /api/c/messages/{key}            missing                404   404    404
PUT    /api/c/messages/{key}            anna's words           200   404    404
POST   /api/c/supervisor                -                      201   201    409
POST   /api/c/answers                   missing                409   409    409
POST   /api/c/answers                   anna's                 204   409    409
PUT    /api/c/seen                      -                      204   204    204
POST   /api/c/phone                     -                      422   422    422
POST   /api/c/telegram                  -                      409   409    409
GET    /api/c/push                      -                      200   200    200
PUT    /api/c/push                      -                      200   200    200
DELETE /api/c/push                      -                      204   204    204
PUT    /api/c/pushes/{push_id}/shown    anna's push            204   404    404
PUT    /api/c/pushes/{push_id}/shown    missing                404   404    404
DELETE /api/c/session                   -                      204   204    204
PUT    /api/c/files/{file_id}           anna's unnamed         200   404    200
PUT    /api/c/files/{file_id}           missing                200   200    200
PUT    /api/c/files/{file_id}           vera's unnamed         404   404    200
GET    /api/c/files/{file_id}           anna's                 200   404    404
GET    /api/c/files/{file_id}           anna's unnamed         200   404    404
GET    /api/c/files/{file_id}           vera's to anna         200   404    404
GET    /api/c/files/{file_id}           vera's waiting         404   404    404
GET    /api/c/files/{file_id}           vera's unnamed         404   404    404
GET    /api/c/files/{file_id}           missing                404   404    404
"""
"""Clients through their own windows: Anna, Boris of the same house, and a client of Petr's. To every route above
that is not here their cookies open as much as nobody's."""

ACTS = """
kind                       of            vera       oleg       irina      alla       sofia      petr

clients.create             -             applied    applied    not_found  not_found  not_found  applied
clients.change             vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.told               vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.add_contact        vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.label_contact      vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.end_contact        vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.restore_contact    vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.add_relative       vera's        applied    not_found  forbidden  not_found  not_found  not_found
clients.end_relative       vera's        applied    not_found  forbidden  not_found  not_found  not_found
cars.add                   vera's        applied    not_found  forbidden  not_found  not_found  not_found
cars.read                  vera's        applied    not_found  applied    not_found  not_found  not_found
cars.visit                 vera's        applied    not_found  applied    not_found  not_found  not_found
cars.leave                 vera's        applied    not_found  forbidden  not_found  not_found  not_found
cars.return                vera's        not_found  not_found  forbidden  not_found  not_found  not_found
conversations.reply        vera's        applied    not_found  not_yours  not_found  not_found  not_found
conversations.reply        lobby         applied    applied    not_yours  not_found  not_found  not_found
conversations.snooze       vera's        applied    not_found  not_yours  not_found  not_found  not_found
conversations.unsnooze     vera's        applied    not_found  not_yours  not_found  not_found  not_found
conversations.snooze       received      applied    visitor    not_yours  not_found  not_found  not_found
conversations.unsnooze     received      applied    visitor    not_yours  not_found  not_found  not_found
conversations.sum_up       vera's        applied    not_found  not_yours  not_found  not_found  not_found
conversations.waive        vera's        applied    not_found  not_yours  not_found  not_found  not_found
conversations.unwaive      vera's        applied    not_found  not_yours  not_found  not_found  not_found
conversations.read         vera's        applied    not_found  applied    not_found  not_found  not_found
conversations.log_touch    vera's        applied    not_found  applied    not_found  not_found  not_found
conversations.log_touch    received      applied    applied    applied    not_found  not_found  not_found
conversations.undo_touch   received      applied    not_maker  not_maker  not_found  not_found  not_found
conversations.undo_touch   vera's        applied    not_found  not_maker  not_found  not_found  not_found
conversations.link         lobby         applied    applied    not_yours  not_found  not_found  not_found
loyalty.complain           vera's        applied    not_found  applied    not_found  not_found  not_found
loyalty.complain           received      applied    applied    applied    not_found  not_found  not_found
loyalty.withdraw_complaint  vera's       applied    not_found  not_writer  not_found  not_found  not_found
loyalty.withdraw_complaint  received     applied    not_writer  not_writer  not_found  not_found  not_found
loyalty.close_complaint    vera's        applied    not_found  applied    not_found  not_found  not_found
loyalty.close_complaint    received      applied    visitor    applied    not_found  not_found  not_found
loyalty.hear_client        vera's        unmended   not_found  unmended   not_found  not_found  not_found
loyalty.hear_client        received      unmended   visitor    unmended   not_found  not_found  not_found
deliveries.withdraw        vera's        applied    not_found  not_yours  not_found  not_found  not_found
deliveries.send_again      failed        applied    not_found  not_yours  not_found  not_found  not_found
deliveries.go_on           asked         applied    not_found  not_yours  not_found  not_found  not_found
deliveries.confirm         unsure        applied    not_found  not_yours  not_found  not_found  not_found
clients.change             received      applied    visitor    forbidden  not_found  not_found  not_found
conversations.reply        received      applied    visitor    not_yours  not_found  not_found  not_found
conversations.waive        received      applied    visitor    not_yours  not_found  not_found  not_found
conversations.unwaive      received      applied    visitor    not_yours  not_found  not_found  not_found
conversations.read         received      applied    applied    applied    not_found  not_found  not_found
deliveries.withdraw        received      applied    visitor    not_yours  not_found  not_found  not_found
deliveries.send_again      failed received  applied  visitor   not_yours  not_found  not_found  not_found
deliveries.go_on           asked received  applied  visitor    not_yours  not_found  not_found  not_found
deliveries.confirm         unsure received  applied  visitor   not_yours  not_found  not_found  not_found
people.see_notice          vera's        applied    not_found  not_found  not_found  not_found  not_found
people.unsee_notice        vera's        applied    not_found  not_found  not_found  not_found  not_found
schedule.go_away           -             applied    applied    applied    not_found  not_found  applied
schedule.come_back         vera's        applied    not_found  not_found  not_found  not_found  not_found
schedule.offer_substitution  -           not_found  not_found  validation  not_found  not_found  not_found
handoffs.hand_back         vera's        not_found  not_found  not_found  not_found  not_found  not_found
handoffs.ask               vera's        applied    not_found  not_yours  not_found  not_found  not_found
handoffs.answer            vera's        not_found  not_found  not_found  not_found  applied    not_found
handoffs.withdraw          vera's        applied    not_found  applied    not_found  not_found  not_found
handoffs.return_note       vera's        applied    not_found  not_found  not_found  not_found  not_found
invitations.share          vera's        applied    not_found  forbidden  not_found  not_found  not_found
invitations.unshare        vera's        applied    not_found  forbidden  not_found  not_found  not_found
invitations.refuse         vera's not connected  applied  not_found  forbidden  not_found  not_found  not_found
invitations.unrefuse       vera's        applied    not_found  forbidden  not_found  not_found  not_found
tasks.complete             vera's        applied    not_found  not_found  not_found  not_found  not_found
tasks.reopen               vera's        applied    not_found  not_found  not_found  not_found  not_found
"""
"""The same acts as a phone's outbox sends them through `/sync/push`, past the routes' own guards."""

CODES = {
    "not_maker": "not_your_touch", "not_writer": "not_your_complaint", "not_yours": "not_yours_to_answer",
    "unmended": "complaint_not_mended", "visitor": "not_your_client",
}  # fmt: skip
ALIASES = {("GET", "/schema"), ("HEAD", "/"), ("HEAD", "/{path}"), ("HEAD", "/health"), ("HEAD", "/ready")}
"""HEAD answers as GET does."""

Ids = dict[str, UUID]
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
CAR = {"make": "Lada", "model": "Vesta", "from_on": "2026-01-10"}
READ = {"km": 12_000, "read_on": "2026-06-10"}
VISIT = {"at": "2026-06-10T09:00:00Z", "place": "here"}


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


DAYS = cycle(range(5, 365))


QUESTION = {"trade": "credit", "words": "Одобрят на 5 лет?", "minutes": 120}


def some_day() -> date:
    """A day to come, each time another one: nobody is absent twice on one day."""
    return datetime.now(UTC).date() + timedelta(days=next(DAYS))


def absence() -> dict[str, Any]:
    day = some_day()
    return {"id": new_id(), "kind": "leave", "from_on": day, "until_on": day}


def offer(ids: Ids) -> dict[str, Any]:
    day = some_day()
    return {"id": new_id(), "person_id": ids.get("irina", new_id()), "from_on": day, "until_on": day}


BODIES: dict[str, Callable[[Ids], Any]] = {
    "PUT /api/devices/{device_id}/push": lambda ids: {
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}",
        "keys": {"p256dh": POINT, "auth": "BTBZMqHH6r4Tts7J_aSIgg"},
    },
    "POST /api/devices/{device_id}/push/checks": lambda ids: {"id": new_id()},
    "POST /api/me/messenger/links": lambda ids: {"id": new_id()},
    "POST /api/session/code": lambda ids: {"code": f"{uuid4().hex[:8]}-ABCD-EFGH"},
    "POST /api/session/passkey": lambda ids: dict.fromkeys(
        ("credential_id", "client_data", "authenticator_data", "signature", "user_handle"), "AAAA"
    ),
    "POST /api/me/codes": lambda ids: {"id": new_id()},
    "POST /api/me/passkeys": lambda ids: {
        "id": new_id(),
        "credential_id": "AAAA",
        "client_data": "AAAA",
        "attestation": "AAAA",
    },
    "PATCH /api/me": lambda ids: {"language": "ru"},
    "POST /api/people/{person_id}/deactivation": lambda ids: {"id": new_id()},
    "PUT /api/standards": lambda ids: {"version": ids["version"], "answer": {"answer_minutes": 45}},
    "POST /api/clients": lambda ids: {
        "id": new_id(),
        "name": f"Новый {uuid4().hex}",
        "address_form": "Новый",
    },
    "PUT /api/own-account/listening": lambda ids: {"listens": False},
    "PUT /api/house/phone": lambda ids: {"phone": "+7 848 200-00-00"},
    "PUT /api/telephony/webhook": lambda ids: {
        "url": "https://api.provider.example/call?to={phone}",
        "method": "GET",
        "headers": [],
    },
    "PUT /api/telephony/people/{person_id}": lambda ids: {"phone": "+7 912 000-00-00"},
    "POST /api/telephony/people/{person_id}/calls": lambda ids: {"id": new_id()},
    "PUT /api/bot": lambda ids: {"token": f"{uuid4().int % 10**10}:{uuid4().hex}"},
    "PUT /api/standards/chain": lambda ids: {"version": ids["chain_version"], "rules": {}},
    "POST /api/standards/chain/preview": lambda ids: {},
    "PUT /api/standards/urgency": lambda ids: {"version": ids["urgency_version"], "rules": {}},
    "POST /api/standards/urgency/try": lambda ids: {"text": "Дым из-под капота", "rules": {}},
    "PUT /api/bursts/{burst_id}/mark": lambda ids: {"urgent": False},
    "PUT /api/standards/book": lambda ids: {"version": ids["book_version"], "capacity": 2000},
    "PUT /api/standards/ladder": lambda ids: {"version": ids["ladder_version"], "rules": {}},
    "PUT /api/schedule": lambda ids: {
        "id": new_id(),
        "version": ids["schedule_version"],
        "week": [[{"from_minute": 540, "until_minute": 1260}]] * 7,
        "days": [],
    },
    "POST /api/schedule/absences": lambda ids: absence(),
    "POST /api/schedule/requests": lambda ids: {
        "id": new_id(),
        "person_id": ids["irina"],
        "days": [{"on": some_day(), "spans": []}],
    },
    "POST /api/schedule/requests/{request_id}/answer": lambda ids: {"accept": False},
    "POST /api/pair": lambda ids: {"id": new_id(), "person_id": ids["vera"]},
    "POST /api/substitutions": offer,
    "POST /api/clients/{client_id}/hand-back": lambda ids: {"id": new_id(), "words": "Ждёт коврики"},
    "POST /api/threads/{thread_id}/questions": lambda ids: QUESTION | {"id": new_id()},
    "POST /api/questions/{question_id}/answer": lambda ids: {"id": new_id(), "words": "Да"},
    "POST /api/returns/{return_id}": lambda ids: {"id": new_id(), "words": "Ждёт коврики"},
    "POST /api/people/{person_id}/override": lambda ids: {"id": new_id(), "away": True},
    "POST /api/transfers": lambda ids: {"id": new_id(), "from_id": ids["irina"], "to_id": ids["vera"]},
    "POST /api/transfers/preview": lambda ids: {"from_id": ids["irina"], "to_id": ids["vera"]},
    "POST /api/clients/{client_id}/told": lambda ids: {"id": new_id()},
    "POST /api/clients/{client_id}/cars": lambda ids: CAR | {"id": new_id()},
    "POST /api/clients/{client_id}/cars/{car_id}/readings": lambda ids: READ | {"id": new_id()},
    "POST /api/clients/{client_id}/cars/{car_id}/visits": lambda ids: VISIT | {"id": new_id()},
    "POST /api/clients/{client_id}/cars/{car_id}/end": lambda ids: {"id": new_id()},
    "POST /api/clients/{client_id}/receptions": lambda ids: {"id": new_id(), "reason": "came"},
    "PATCH /api/clients/{client_id}": lambda ids: {
        "base": {"next_step": None},
        "next_step": "Позвонить",
    },
    "POST /api/clients/{client_id}/contacts": lambda ids: {
        "id": new_id(),
        "value": "+70005550777",
        "label": "family",
    },
    "PATCH /api/clients/{client_id}/contacts/{contact_id}": lambda ids: {"label": "family"},
    "POST /api/clients/{client_id}/contacts/{contact_id}/end": lambda ids: {"id": new_id()},
    "POST /api/clients/{client_id}/contacts/{contact_id}/code": lambda ids: {"id": new_id()},
    "POST /api/c/phone": lambda ids: {"id": new_id(), "code": "000000"},
    "POST /api/clients/{client_id}/household": lambda ids: {
        "id": new_id(),
        "relative_id": ids["relative_id"],
        "as_role": "partner",
    },
    "POST /api/clients/{client_id}/messages": lambda ids: {"id": new_id(), "text": "Здравствуйте"},
    "POST /api/clients/{client_id}/touches": lambda ids: {
        "id": new_id(),
        "kind": "note",
        "words": "Любит чай",
    },
    "POST /api/clients/{client_id}/complaints": lambda ids: {"id": new_id(), "words": "Ждали два часа"},
    "POST /api/complaints/{complaint_id}/closing": lambda ids: {"id": new_id(), "words": "Извинились"},
    "POST /api/complaints/{complaint_id}/hearing": lambda ids: {"id": new_id(), "solved": True},
    "POST /api/clients/{client_id}/invitations": lambda ids: {"id": new_id(), "channel": "web"},
    "POST /api/clients/{client_id}/invitations/{invitation_id}/sharing": lambda ids: {
        "id": new_id(),
        "how": "sms",
    },
    "POST /api/clients/{client_id}/refusal": lambda ids: {"id": new_id()},
    "POST /api/threads/{thread_id}/messages": lambda ids: {"id": new_id(), "text": "Здравствуйте"},
    "POST /api/threads/{thread_id}/snooze": lambda ids: {"id": new_id(), "until_at": tomorrow()},
    "PUT /api/threads/{thread_id}/draft": lambda ids: {"text": "Начато", "device": new_id()},
    "PUT /api/templates/{template_id}": lambda ids: {"title": "Готово", "text": "{name}, готово."},
    "POST /api/threads/{thread_id}/waiver": lambda ids: {"id": new_id()},
    "PUT /api/threads/{thread_id}/read": lambda ids: {"seq": 1},
    "POST /api/threads/{thread_id}/link": lambda ids: {
        "id": new_id(),
        "client": {"id": new_id(), "name": f"Бывший {uuid4().hex}", "address_form": "Незнакомец"},
    },
    "POST /api/deliveries/{delivery_id}/attempts": lambda ids: {"id": new_id()},
    "POST /api/deliveries/{delivery_id}/next": lambda ids: {"id": new_id()},
    "POST /api/deliveries/{delivery_id}/confirmation": lambda ids: {"id": new_id()},
    "POST /api/tasks/{task_id}/completion": lambda ids: {"id": new_id(), "outcome": "done"},
    "POST /c/{token}/entry": lambda ids: {"id": new_id()},
    "POST /api/c/messages": lambda ids: {"id": new_id(), "text": "Здравствуйте"},
    "PUT /api/c/push": lambda ids: {
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}",
        "keys": {"p256dh": POINT, "auth": "BTBZMqHH6r4Tts7J_aSIgg"},
    },
    "PUT /api/c/messages/{key}": lambda ids: {"id": new_id(), "text": "Иначе"},
    "POST /api/c/supervisor": lambda ids: {"id": new_id(), "text": "Здравствуйте"},
    "POST /api/c/answers": lambda ids: {"id": new_id(), "ask_id": ids.get("ask_id", new_id()), "key": "one"},
    "PUT /api/c/seen": lambda ids: {"seq": 1},
    "POST /api/c/telegram": lambda ids: {"id": new_id()},
    "POST /sync/pull": lambda ids: {"feeds": {}},
    "POST /sync/snapshot/{feed_id}/records": lambda ids: {"ids": []},
    "POST /sync/push": lambda ids: {"device": new_id(), "mutations": []},
    # acts
    "clients.create": lambda ids: {"id": new_id(), "name": f"Новый {uuid4().hex}", "address_form": "Новый"},
    "clients.told": lambda ids: {"client_id": ids["client_id"], "id": new_id()},
    "cars.add": lambda ids: CAR | {"client_id": ids["client_id"], "id": new_id()},
    "cars.read": lambda ids: READ | {"client_id": ids["client_id"], "car_id": ids["car_id"], "id": new_id()},
    "cars.leave": lambda ids: {"client_id": ids["client_id"], "car_id": ids["car_id"], "id": new_id()},
    "cars.return": lambda ids: {"client_id": ids["client_id"], "car_id": ids["car_id"], "id": new_id()},
    "cars.visit": lambda ids: (
        VISIT | {"client_id": ids["client_id"], "car_id": ids["car_id"], "id": new_id()}
    ),
    "clients.change": lambda ids: {
        "client_id": ids["client_id"],
        "base": {"next_step": None},
        "next_step": "Позвонить",
    },
    "clients.add_contact": lambda ids: {
        "client_id": ids["client_id"],
        "id": new_id(),
        "value": "+70005550777",
        "label": "family",
    },
    "clients.label_contact": lambda ids: {
        "client_id": ids["client_id"],
        "contact_id": ids["contact_id"],
        "label": "family",
    },
    "clients.end_contact": lambda ids: {
        "client_id": ids["client_id"],
        "contact_id": ids["contact_id"],
        "id": new_id(),
    },
    "clients.restore_contact": lambda ids: {
        "client_id": ids["client_id"],
        "contact_id": ids["contact_id"],
        "id": new_id(),
    },
    "clients.add_relative": lambda ids: {
        "client_id": ids["client_id"],
        "id": new_id(),
        "relative_id": ids["relative_id"],
        "as_role": "partner",
    },
    "clients.end_relative": lambda ids: {
        "client_id": ids["client_id"],
        "relative_id": ids["client_id"],
        "id": new_id(),
    },
    "conversations.reply": lambda ids: {
        "thread_id": ids["thread_id"],
        "id": new_id(),
        "text": "Здравствуйте",
    },
    "conversations.sum_up": lambda ids: {
        "message_id": ids["message_id"],
        "id": new_id(),
        "line": "О цене",
    },
    "conversations.waive": lambda ids: {"thread_id": ids["thread_id"], "id": new_id()},
    "conversations.snooze": lambda ids: {
        "thread_id": ids["thread_id"],
        "id": new_id(),
        "until_at": tomorrow(),
    },
    "conversations.unsnooze": lambda ids: {"thread_id": ids["thread_id"], "id": new_id()},
    "conversations.unwaive": lambda ids: {"thread_id": ids["thread_id"], "id": new_id()},
    "conversations.read": lambda ids: {"thread_id": ids["thread_id"], "seq": 1},
    "conversations.log_touch": lambda ids: {
        "client_id": ids["client_id"],
        "id": new_id(),
        "kind": "note",
        "words": "Любит чай",
    },
    "conversations.undo_touch": lambda ids: {"touch_id": ids["touch_id"], "id": new_id()},
    "conversations.link": lambda ids: {
        "thread_id": ids["thread_id"],
        "id": new_id(),
        "client": {"id": new_id(), "name": f"Бывший {uuid4().hex}", "address_form": "Незнакомец"},
    },
    "loyalty.complain": lambda ids: {
        "client_id": ids["client_id"],
        "id": new_id(),
        "words": "Ждали два часа",
    },
    "loyalty.withdraw_complaint": lambda ids: {"complaint_id": ids["complaint_id"], "id": new_id()},
    "loyalty.close_complaint": lambda ids: {
        "complaint_id": ids["complaint_id"],
        "id": new_id(),
        "words": "Извинились",
    },
    "loyalty.hear_client": lambda ids: {
        "complaint_id": ids["complaint_id"],
        "id": new_id(),
        "solved": True,
    },
    "deliveries.withdraw": lambda ids: {"delivery_id": ids["delivery_id"], "id": new_id()},
    "deliveries.send_again": lambda ids: {"delivery_id": ids["delivery_id"], "id": new_id()},
    "deliveries.go_on": lambda ids: {"delivery_id": ids["delivery_id"], "id": new_id()},
    "deliveries.confirm": lambda ids: {"delivery_id": ids["delivery_id"], "id": new_id()},
    "people.see_notice": lambda ids: {"notice_id": ids["notice_id"]},
    "people.unsee_notice": lambda ids: {"notice_id": ids["notice_id"]},
    "schedule.go_away": lambda ids: absence(),
    "schedule.offer_substitution": offer,
    "handoffs.hand_back": lambda ids: {"client_id": ids["client_id"], "id": new_id()},
    "handoffs.ask": lambda ids: QUESTION | {"thread_id": ids["thread_id"], "id": new_id()},
    "handoffs.answer": lambda ids: {"question_id": ids["question_id"], "id": new_id(), "words": "Да"},
    "handoffs.withdraw": lambda ids: {"question_id": ids["question_id"], "id": new_id()},
    "handoffs.return_note": lambda ids: {"return_id": ids["return_id"], "id": new_id(), "words": "Ждёт"},
    "schedule.come_back": lambda ids: {"absence_id": ids["absence_id"]},
    "invitations.share": lambda ids: {
        "client_id": ids["client_id"],
        "invitation_id": ids["invitation_id"],
        "id": new_id(),
        "how": "sms",
    },
    "invitations.unshare": lambda ids: {
        "client_id": ids["client_id"],
        "invitation_id": ids["invitation_id"],
        "id": new_id(),
    },
    "invitations.refuse": lambda ids: {"client_id": ids["client_id"], "id": new_id()},
    "invitations.unrefuse": lambda ids: {"client_id": ids["client_id"], "id": new_id()},
    "tasks.complete": lambda ids: {"task_id": ids["task_id"], "id": new_id()},
    "tasks.reopen": lambda ids: {"task_id": ids["task_id"], "id": new_id()},
}
"""What each route or act is sent; `ids` are those of the object, by the name the address gives them."""

BYTES = dict.fromkeys(
    ("PUT /api/files/{file_id}", "PUT /api/c/files/{file_id}"), b"%PDF-1.4 a note of one line"
)
"""Routes that take raw bytes."""


def rows_of(table: str) -> list[tuple[str, str, dict[str, str]]]:
    """(what is asked, of what, {person: answer}) of each line; columns are set apart by two spaces or more."""
    head, *lines = (line for line in table.splitlines() if line.strip())
    people = head.split()[2:]
    rows = []
    for line in lines:
        words = line.split()
        said = words[-len(people) :]
        asked = 2 if words[0].isupper() else 1
        rows.append(
            (
                " ".join(words[:asked]),
                " ".join(words[asked : -len(people)]),
                dict(zip(people, said, strict=True)),
            )
        )
    return rows
