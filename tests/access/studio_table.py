"""The rows of the table for the pages of the studio: they are the protocol manager's alone."""

# The columns are those of `table.OTHER_PAGES`.
STUDIO_PAGES = """
studio:new                          GET       in in 403 403 403 403 200 403 403 403 403 403 403 403
studio:new                          POST      in in 403 403 403 403 302 403 403 403 403 403 403 403
studio:import                       GET       in in 403 403 403 403 200 403 403 403 403 403 403 403
studio:import                       POST      in in 403 403 403 403 302 403 403 403 403 403 403 403
studio:table                        GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:board                        GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:board_file                   GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:aside                        GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:file                         GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:about                        GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:about                        POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:lane                         GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:lane                         POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:source                       GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:source                       POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:element                      GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:element                      POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:add                          GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:add                          POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:branch                       GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:branch                       POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:limit                        GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:limit                        POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:move                         GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:move                         POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:new_answer                   GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:new_answer                   POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:answer                       GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:answer                       POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:copy                         GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:copy                         POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:undo                         GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:undo                         POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:redo                         GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:redo                         POST      in in 404 404 404 404 409 404 404 404 404 404 404 404
studio:keep_aside                   GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:keep_aside                   POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:discard_aside                GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:discard_aside                POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:move_lane                    GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:move_lane                    POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:remove                       GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:remove                       POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:remove_answer                GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:remove_answer                POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:save_board                   GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:save_board                   POST      in in 404 404 404 404 200 404 404 404 404 404 404 404
studio:lay_out                      GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:lay_out                      POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
studio:remove_draft                 GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
studio:remove_draft                 POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
"""
