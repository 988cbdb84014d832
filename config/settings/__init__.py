"""Settings by topic; `environment` reads the environment, the others only draw conclusions."""

from config.settings.accounts import *
from config.settings.apps import *
from config.settings.background import *
from config.settings.data import *
from config.settings.environment import *
from config.settings.log import *
from config.settings.reveals import *
from config.settings.security import *
from config.settings.words import *
