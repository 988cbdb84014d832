"""The rows of `table.OTHER_PAGES` for the log and the reports; its columns are those."""

AUDITORS_PAGES = """
audit:list                          GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
audit:list                          POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
audit:export                        GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
audit:export                        POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
audit:detail                        GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
audit:detail                        POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
reports:exposure                    GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
reports:exposure                    POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
reports:unusual                     GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
reports:unusual                     POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
reports:finding                     GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
reports:finding                     POST      in   in   403    403   403  403    403    403     403      403     403 302     403   403
reports:enquiries                   GET       in   in   403    403   403  200    403    403     403      403     403 200     403   403
reports:enquiries                   POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
reports:ask_name                    GET       in   in   403    403   403  403    403    403     403      403     403 200     403   403
reports:ask_name                    POST      in   in   403    403   403  403    403    403     403      403     403 302     403   403
reports:enquiry                     GET       in   in   404    404   404  404    404    404     404      404     404 200     404   404
reports:enquiry                     POST      in   in   405    405   405  405    405    405     405      405     405 405     405   405
reports:answer_name                 GET       in   in   404    404   404  200    404    404     404      404     404 404     404   404
reports:answer_name                 POST      in   in   404    404   404  302    404    404     404      404     404 404     404   404
audit:reason                        GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
audit:reason                        POST      in   in   403    403   403  403    403    403     403      403     403 200     403   403
"""
